using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Tells of VTEPs. Those that the configuration names are told of one by one. Of others there may be thousands, made up by whoever reaches
/// the wire: the first few of a period are told of, the rest as a number when it ends. One thread.
/// </summary>
/// <param name="vteps">Counts those for which there was no room.</param>
/// <param name="events">Where they are told of.</param>
/// <param name="milliseconds">A monotonic clock.</param>
internal sealed class StrangerEvents(VtepTable vteps, ChannelWriter<DataplaneEvent> events, Func<long> milliseconds)
{
    private const int MostPerPeriod = 8;
    private const long Period = 30_000;

    private long _periodEnds;
    private int _told;
    private int _untold;
    private long _refused;

    /// <summary>Tells of a VTEP, or counts it.</summary>
    public void Tell(Vtep vtep, DataplaneEventKind kind, string text)
    {
        if (!vtep.Configured && ++_told > MostPerPeriod) _untold++;
        else events.TryWrite(new DataplaneEvent(kind, vtep.Address.ToString(), text));
    }

    /// <summary>Ends the period if it is over. Call it now and then.</summary>
    public void Look()
    {
        long now = milliseconds(), refused = vteps.Refused;
        if (now < _periodEnds) return;
        if (_untold > 0 || refused > _refused)
        {
            events.TryWrite(new DataplaneEvent(
                DataplaneEventKind.StrangersMet, "strangers",
                $"{_untold} more change(s) of VTEPs that nobody configured, "
                + $"{refused - _refused} such VTEP(s) not learned because there are {vteps.Strangers}"));
        }

        (_periodEnds, _told, _untold, _refused) = (now + Period, 0, 0, refused);
    }
}
