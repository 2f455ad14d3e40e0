using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Reports events of VTEPs. VTEPs that the configuration names are reported one by one. Of the others there may be thousands, invented by
/// any sender on the wire: the first few events of a period are reported, and the number of the rest when the period ends. One thread.
/// </summary>
/// <param name="vteps">Counts the VTEPs for which there was no room.</param>
/// <param name="events">Receives the events.</param>
/// <param name="milliseconds">Reads a monotonic clock.</param>
internal sealed class StrangerEvents(VtepTable vteps, ChannelWriter<DataplaneEvent> events, Func<long> milliseconds)
{
    private const int MostPerPeriod = 8;
    private const long Period = 30_000;

    private long _periodEnds;
    private int _told;
    private int _untold;
    private long _refused;

    /// <summary>Reports an event of a VTEP, or counts it.</summary>
    public void Tell(Vtep vtep, DataplaneEventKind kind, string text)
    {
        if (!vtep.Configured && ++_told > MostPerPeriod) _untold++;
        else events.TryWrite(new DataplaneEvent(kind, vtep.Address.ToString(), text));
    }

    /// <summary>Ends the period if it is over. Call it from time to time.</summary>
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
