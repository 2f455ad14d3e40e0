using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Vteps;

/// <summary>Keeps the kernel's neighbour entries of next hops current, and copes with a full table. One thread.</summary>
/// <param name="events">Receives an event when the kernel's table is full.</param>
internal sealed class NeighbourCare(ChannelWriter<DataplaneEvent> events)
{
    private const long TellAgain = 60_000;

    private readonly NeighbourProbes _probes = new(() => Environment.TickCount64);
    private long _tellAt = long.MinValue;

    /// <summary>Asks the kernel to resolve or confirm a next hop if it is due.</summary>
    /// <param name="netlink">A netlink socket in the uplinks' namespace.</param>
    /// <param name="vtep">The VTEP behind the next hop.</param>
    /// <param name="ifIndex">The interface index of the uplink's device.</param>
    /// <param name="nextHop">The next hop.</param>
    /// <param name="known">The kernel's entry for it; null when there is none.</param>
    /// <param name="silent">Whether the VTEP has stopped sending.</param>
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

    /// <summary>Forgets a VTEP that is not needed.</summary>
    public void Forget(Vtep vtep) => _probes.Forget(vtep);

    /// <summary>
    /// Handles a refusal: ENOBUFS when the table is full (neigh_alloc in net/core/neighbour.c), ENOENT when an entry has gone in the
    /// meantime. Neither lasts.
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
