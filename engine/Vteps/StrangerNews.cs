namespace Falcon.Engine.Vteps;

/// <summary>
/// Limits what is told of VTEPs that nobody configured: whoever forges outer sources can invent thousands. One thread.
/// </summary>
/// <param name="milliseconds">A monotonic clock.</param>
internal sealed class StrangerNews(Func<long> milliseconds)
{
    /// <summary>Events of a minute.</summary>
    public const int PerMinute = 10;

    private const long Minute = 60_000;

    private long _minute;
    private int _told;
    private long _withheld;

    /// <summary>Whether one more may be told.</summary>
    /// <param name="remark">What to add about those that were not told; empty when all were.</param>
    public bool MayTell(out string remark)
    {
        remark = "";
        if (milliseconds() / Minute is var minute && minute != _minute) (_minute, _told) = (minute, 0);
        if (_told == PerMinute)
        {
            _withheld++;
            return false;
        }

        _told++;
        if (_withheld > 0) remark = $" ({_withheld} more events of VTEPs that nobody configured were not told)";
        _withheld = 0;
        return true;
    }
}
