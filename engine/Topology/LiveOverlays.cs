using System.Net;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Topology;

/// <summary>The overlays that there are, in the tables. One thread at a time.</summary>
internal sealed class LiveOverlays(ForwardingState state)
{
    /// <summary>An overlay's place, be it that it was removed; null when there never was such an overlay.</summary>
    public Overlay? Find((uint Vni, int Mtu) identity) => Array.Find(state.Overlays, overlay => (overlay.Vni, overlay.Mtu) == identity);

    /// <summary>Makes sure that there is room for all that shall be.</summary>
    /// <exception cref="DataplaneException">There is not.</exception>
    public void CheckRoom(TopologyDifference difference, IReadOnlyList<WantedOverlay> wanted)
    {
        int added = difference.AddedOverlays.Count(overlay => Find(overlay.Identity) is null);
        if (state.Overlays.Length + added > ForwardingState.MostOverlays)
            throw new DataplaneException($"more than {ForwardingState.MostOverlays} different overlays, removed ones included; a restart forgets those");
        int met = RemotesOf(wanted).Distinct().Count(remote => state.Vteps.Find(VtepAddress.ToUInt128(remote)) < 0);
        if (state.Vteps.All.Length + met > VtepTable.Capacity) throw TooManyVteps();
    }

    /// <summary>Adds the VTEPs that shall be needed; those that are not, after all, do no harm.</summary>
    /// <exception cref="DataplaneException">Others were learned meanwhile, and there is no room.</exception>
    public void AddVteps(IReadOnlyList<WantedOverlay> wanted)
    {
        foreach (IPAddress remote in RemotesOf(wanted)) VtepOf(remote);
    }

    /// <summary>Adds an overlay, or takes it up again.</summary>
    public void Add(WantedOverlay wanted)
    {
        Overlay? overlay = Find(wanted.Identity);
        if (overlay is null) state.Add(overlay = new Overlay(state.Overlays.Length, wanted.Options.Vni, wanted.Mtu, wanted.Options.Learning));
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
        HashSet<IPAddress> remotes = [.. RemotesOf(wanted)];
        foreach (Vtep vtep in state.Vteps.All) vtep.Configured = remotes.Contains(vtep.Address);
        foreach (Overlay overlay in state.Overlays)
            overlay.Ports = [.. state.Ports.Where(port => port.Overlay == overlay.Index && !port.Removed).Select(port => port.Index)];
        state.PublishVnis();
    }

    private static IEnumerable<IPAddress> RemotesOf(IReadOnlyList<WantedOverlay> wanted) =>
        wanted.SelectMany(overlay => overlay.Options.Peers.Concat(overlay.Options.Fdb.Select(entry => entry.Vtep)));

    private void Configure(Overlay overlay, OverlayOptions options)
    {
        overlay.Learning = options.Learning;
        overlay.Peers = [.. options.Peers.Select(peer => VtepOf(peer).Index)];
        int[] named = [.. options.Fdb.Select(entry => VtepOf(entry.Vtep).Index).Concat(overlay.Peers).Distinct().Order()];
        Share(overlay, options, named);
        overlay.Named = named;
        overlay.RefusesStrangers = options.Strangers == StrangerMode.Refuse;
        foreach (FdbEntryOptions entry in options.Fdb) state.Fdb.AddStatic(overlay.Index, entry.Mac, FdbTarget.Vtep(VtepOf(entry.Vtep).Index));
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

    private Vtep VtepOf(IPAddress address) => state.Vteps.Add(address) ?? throw TooManyVteps();

    private static DataplaneException TooManyVteps() => new($"more than {VtepTable.Capacity} VTEPs, learned and removed ones included; a restart forgets those");
}
