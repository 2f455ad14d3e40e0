using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Vteps;

/// <summary>Keeps the kernel's neighbour entries of next hops current, and survives a table that is full. One thread.</summary>
/// <param name="events">Told when the kernel has no room.</param>
internal sealed class NeighbourCare(ChannelWriter<DataplaneEvent> events)
{
    private const long TellAgain = 60_000;

    private readonly NeighbourProbes _probes = new(() => Environment.TickCount64);
    private long _tellAt = long.MinValue;

    /// <summary>Asks the kernel what is due.</summary>
    /// <param name="netlink">The kernel.</param>
    /// <param name="vtep">The VTEP behind the next hop.</param>
    /// <param name="ifIndex">The uplink's device.</param>
    /// <param name="nextHop">The next hop.</param>
    /// <param name="known">What the kernel knows of it; null when nothing.</param>
    /// <param name="silent">Whether the VTEP used to send and does not any more.</param>
    public void Attend(RtNetlink netlink, Vtep vtep, int ifIndex, IPAddress nextHop, NeighbourInfo? known, bool silent)
    {
        NeighbourAction action = _probes.Next(vtep, known, silent);
        try
        {
            if (action == NeighbourAction.Use) netlink.ProbeNeighbour(ifIndex, nextHop);
            else if (action == NeighbourAction.Confirm) netlink.ConfirmNeighbour(known!);
        }
        catch (RtNetlinkException fault)
        {
            Refused(fault);
        }
    }

    /// <summary>A VTEP that nobody needs.</summary>
    public void Forget(Vtep vtep) => _probes.Forget(vtep);

    /// <summary>
    /// ENOBUFS when the table is full (neigh_alloc in net/core/neighbour.c), ENOENT when an entry went meanwhile: neither is for ever.
    /// </summary>
    private void Refused(RtNetlinkException fault)
    {
        _probes.TableIsFull();
        long now = Environment.TickCount64;
        if (now < _tellAt) return;
        _tellAt = now + TellAgain;
        string what = $"{fault.Message}; VTEPs that are not resolved yet have to wait (net.ipv4.neigh.default.gc_thresh3)";
        events.TryWrite(new DataplaneEvent(DataplaneEventKind.NeighboursFull, "neighbours", what));
    }
}
