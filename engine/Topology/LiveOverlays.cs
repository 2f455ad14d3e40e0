using System.Net;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Topology;

/// <summary>The overlays that there are, in the tables. One thread at a time.</summary>
internal sealed class LiveOverlays(ForwardingState state)
{
    /// <summary>An overlay's place, also when it was removed; null when there never was such an overlay.</summary>
    public Overlay? Find((uint Vni, int Mtu) identity) => Array.Find(state.Overlays, overlay => (overlay.Vni, overlay.Mtu) == identity);

    /// <summary>Makes sure that there is room for all that is wanted.</summary>
    /// <exception cref="DataplaneException">There is not.</exception>
    public void CheckRoom(TopologyDifference difference, IReadOnlyList<WantedOverlay> wanted)
    {
        int added = difference.AddedOverlays.Count(overlay => Find(overlay.Identity) is null);
        if (state.Overlays.Length + added > ForwardingState.MostOverlays)
            throw new DataplaneException(
                $"more than {ForwardingState.MostOverlays} different overlays, removed ones included; a restart forgets those");
        if (RemotesOf(wanted).Distinct().Count() is > VtepTable.MostConfigured and int named)
            throw new DataplaneException($"{named} VTEPs as peers or in static entries; at most {VtepTable.MostConfigured}");
    }

    /// <summary>Adds the VTEPs that will be needed.</summary>
    /// <exception cref="DataplaneException">So many were removed a moment ago that there is no place.</exception>
    public void AddVteps(IReadOnlyList<WantedOverlay> wanted)
    {
        foreach (IPAddress remote in RemotesOf(wanted)) VtepOf(remote);
    }

    /// <summary>Adds an overlay, or takes it up again.</summary>
    public void Add(WantedOverlay wanted)
    {
        Overlay? overlay = Find(wanted.Identity);
        if (overlay is null)
            state.Add(overlay = new Overlay(state.Overlays.Length, wanted.Options.Vni, wanted.Mtu, wanted.Options.Learning));
        Configure(overlay, wanted.Options);
        overlay.Removed = false;
    }

    /// <summary>Removes an overlay, whose ports are gone.</summary>
    public void Remove(WantedOverlay wanted)
    {
        Overlay overlay = Find(wanted.Identity)!;
        overlay.Removed = true;
        state.Fdb.RemoveOverlay(overlay.Index);
    }

    /// <summary>Changes an overlay that stays.</summary>
    public void Change(WantedOverlay from, WantedOverlay to)
    {
        Overlay overlay = Find(to.Identity)!;
        foreach (FdbEntryOptions gone in from.Options.Fdb.Except(to.Options.Fdb)) state.Fdb.Remove(overlay.Index, gone.Mac);
        Configure(overlay, to.Options);
    }

    /// <summary>Has all see which ports, overlays and VTEPs are wanted now.</summary>
    public void Publish(IReadOnlyList<WantedOverlay> wanted)
    {
        MarkConfigured(wanted);
        foreach (Overlay overlay in state.Overlays)
            overlay.Ports = [.. state.Ports.Where(port => port.Overlay == overlay.Index && !port.Removed).Select(port => port.Index)];
        state.PublishVnis();
    }

    /// <summary>Has VTEPs that the configuration does not name be forgotten when nothing is behind them.</summary>
    public void MarkConfigured(IReadOnlyList<WantedOverlay> wanted)
    {
        HashSet<IPAddress> remotes = [.. RemotesOf(wanted)];
        foreach (Vtep vtep in state.Vteps.All) vtep.Configured = remotes.Contains(vtep.Address);
    }

    private static IEnumerable<IPAddress> RemotesOf(IReadOnlyList<WantedOverlay> wanted) =>
        wanted.SelectMany(overlay => overlay.Options.Peers.Concat(overlay.Options.Fdb.Select(entry => entry.Vtep)));

    private void Configure(Overlay overlay, OverlayOptions options)
    {
        overlay.Learning = options.Learning;
        overlay.Peers = [.. options.Peers.Select(peer => VtepOf(peer).Index)];
        overlay.Storms.Set(options.StormLimit);
        int[] named = [.. options.Fdb.Select(entry => VtepOf(entry.Vtep).Index).Concat(overlay.Peers).Distinct().Order()];
        Share(overlay, options, named);
        overlay.Named = named;
        overlay.RefusesStrangers = options.Strangers == StrangerMode.Refuse;
        foreach (FdbEntryOptions entry in options.Fdb)
            state.Fdb.AddStatic(overlay.Index, entry.Mac, FdbTarget.Vtep(VtepOf(entry.Vtep).Index));
    }

    /// <summary>
    /// An overlay may learn as much as half of the table holds, and of that half behind one VTEP, or behind all together that nobody named.
    /// </summary>
    private void Share(Overlay overlay, OverlayOptions options, int[] named)
    {
        int limit = options.MacLimit ?? Math.Max(1, state.Fdb.Capacity / 2), share = Math.Max(1, limit / 2);
        state.Fdb.LimitOverlay(overlay.Index, limit, others: share);
        foreach (int gone in overlay.Named.Except(named)) state.Fdb.ShareTarget(overlay.Index, FdbTarget.Vtep(gone));
        foreach (int vtep in named) state.Fdb.LimitTarget(overlay.Index, FdbTarget.Vtep(vtep), share);
    }

    private Vtep VtepOf(IPAddress address) => state.Vteps.Add(address) ?? throw new DataplaneException(
        "places of VTEPs that were removed are not free yet; try again in a minute");
}
