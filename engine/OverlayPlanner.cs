using System.Net;
using System.Net.Sockets;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Topology;
using Falcon.Engine.Uplinks;

namespace Falcon.Engine;

/// <summary>Plans the wanted overlays on these uplinks, and refuses those that are not possible.</summary>
/// <param name="options">The options the engine was started with.</param>
/// <param name="underlay">The uplinks and the local VTEPs.</param>
internal sealed class OverlayPlanner(DataplaneOptions options, Underlay underlay)
{
    /// <summary>Plans the overlays at the start.</summary>
    /// <exception cref="DataplaneException">
    /// A peer has an address family that no local VTEP has, an MTU does not fit the uplinks, or a port has a budget while accounting is
    /// off.
    /// </exception>
    public IReadOnlyList<WantedOverlay> Plan(IReadOnlyList<OverlayOptions> overlays)
    {
        if (!options.Accounting && overlays.Any(overlay => overlay.Ports.Any(port => port.Budget is not null)))
            throw new DataplaneException("a port has a budget, but accounting is off: budgets need accounting");
        foreach (IPAddress peer in overlays.SelectMany(overlay => overlay.Peers))
        {
            if (!underlay.Serves(peer.AddressFamily))
                throw new DataplaneException($"peer {peer}: no local VTEP of the same address family; add one to 'vteps'");
        }

        return [.. overlays.Select(overlay => new WantedOverlay(overlay, MtuOf(overlay)))];
    }

    /// <summary>Plans overlays for a running engine.</summary>
    /// <exception cref="DataplaneException">
    /// As for <see cref="Plan"/>, or the change needs more memory or larger frames than the engine was started with.
    /// </exception>
    public IReadOnlyList<WantedOverlay> PlanChange(IReadOnlyList<OverlayOptions> overlays, MemoryPlan memory)
    {
        IReadOnlyList<WantedOverlay> wanted = Plan(overlays);
        int ports = wanted.Sum(overlay => overlay.Options.Ports.Count);
        int most = UmemDemand.MostXdpPorts(options, underlay.Queues);
        if (options.PortLane == PortLaneKind.Xdp && ports > most)
        {
            throw new DataplaneException(
                $"the UMEM has frames for {most} ports of the xdp lane, not for {ports}; set a larger 'umem-frames' and restart Falcon");
        }

        if (wanted.FirstOrDefault(overlay => overlay.Mtu > memory.LargestMtu) is { } large)
        {
            throw new DataplaneException(
                $"overlay {large.Options.Vni}: mtu {large.Mtu} is above {memory.LargestMtu}, "
                + "the largest that memory and sockets were made for; restart Falcon");
        }

        return wanted;
    }

    private int MtuOf(OverlayOptions overlay)
    {
        bool ipv6 = overlay.Peers.Concat(overlay.Fdb.Select(entry => entry.Vtep))
                .Any(remote => remote.AddressFamily == AddressFamily.InterNetworkV6)
            || underlay.IsOnly(AddressFamily.InterNetworkV6);
        AddressFamily family = ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        Uplink smallest = underlay.Smallest;
        int largest = Uplink.InnerMtu(smallest.MtuAtStart, family);
        if (overlay.Mtu > largest)
        {
            throw new DataplaneException(
                $"overlay {overlay.Vni}: mtu {overlay.Mtu} does not fit "
                + $"uplink '{smallest.Options.Device}' (mtu {smallest.MtuAtStart}); at most {largest}");
        }

        return overlay.Mtu ?? largest;
    }
}
