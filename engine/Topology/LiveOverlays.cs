using System.Net;
using Falcon.Engine.Counters;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Topology;

/// <summary>The live overlays and their entries in the tables. One thread at a time.</summary>
internal sealed class LiveOverlays(ForwardingState state, IndexPool indices)
{
    /// <summary>Reads the counters at an index; null before there are workers.</summary>
    public CounterReader? Counters { get; set; }

    /// <summary>Finds an overlay, present or removed; null when it is not remembered.</summary>
    public Overlay? Find((uint Vni, int Mtu) identity) =>
        Array.Find(state.Overlays, overlay => (overlay.Vni, overlay.Mtu) == identity && indices.IsKnown(overlay.Index));

    /// <summary>Whether an overlay's index has an owner, present or removed.</summary>
    public bool IsKnown(Overlay overlay) => indices.IsKnown(overlay.Index);

    /// <summary>Whether there is an index for each added overlay.</summary>
    public bool HasRoom(TopologyDifference difference) => Choose(difference).Count == difference.AddedOverlays.Count(IsNew);

    /// <summary>Checks that there is room for everything that is wanted.</summary>
    /// <exception cref="DataplaneException">There are too many overlays or VTEPs.</exception>
    public void CheckRoom(TopologyDifference difference, IReadOnlyList<WantedOverlay> wanted)
    {
        if (!HasRoom(difference))
        {
            throw new DataplaneException(
                $"more than {indices.Capacity} overlays, including those removed now or a moment ago");
        }

        if (RemotesOf(wanted).Distinct().Count() is > VtepTable.MostConfigured and int named)
            throw new DataplaneException($"{named} VTEPs as peers or in static entries; at most {VtepTable.MostConfigured}");
    }

    /// <summary>Adds the VTEPs that are needed.</summary>
    /// <exception cref="DataplaneException">No index is free, because many VTEPs were removed recently.</exception>
    public void AddVteps(IReadOnlyList<WantedOverlay> wanted)
    {
        foreach (IPAddress remote in RemotesOf(wanted)) VtepOf(remote);
    }

    /// <summary>Chooses indices for added overlays; fewer if there are no more.</summary>
    public IReadOnlyList<int> Choose(TopologyDifference difference)
    {
        IEnumerable<Overlay> known = difference.AddedOverlays.Select(overlay => Find(overlay.Identity)).OfType<Overlay>();
        HashSet<int> returning = [.. known.Select(overlay => overlay.Index)];
        return indices.Choose(difference.AddedOverlays.Count(IsNew), returning);
    }

    /// <summary>Adds overlays, or brings removed ones back.</summary>
    /// <param name="wanted">The overlays.</param>
    /// <param name="chosen">Indices for the new ones; no frame carries them.</param>
    public void Add(IEnumerable<WantedOverlay> wanted, IReadOnlyList<int> chosen)
    {
        var next = new Queue<int>(chosen);
        foreach (WantedOverlay one in wanted)
        {
            Overlay? overlay = Find(one.Identity);
            if (overlay is null) state.Add(overlay = NewOverlay(one, next.Dequeue()));
            else indices.Return(overlay.Index);
            Configure(overlay, one.Options);
            overlay.Removed = false;
        }
    }

    /// <summary>Removes an overlay; its ports must be gone.</summary>
    /// <param name="wanted">The overlay.</param>
    /// <param name="period">The next grace period to begin.</param>
    public void Remove(WantedOverlay wanted, long period)
    {
        Overlay overlay = Find(wanted.Identity)!;
        overlay.Removed = true;
        state.Fdb.RemoveOverlay(overlay.Index);
        indices.Leave(overlay.Index, period);
    }

    /// <inheritdoc cref="IndexPool.AwaitedBy"/>
    public IEnumerable<int> AwaitedBy(long period) => indices.AwaitedBy(period);

    /// <inheritdoc cref="IndexPool.EndPeriod"/>
    public void EndPeriod(long period) => indices.EndPeriod(period);

    /// <summary>Removes forwarding entries, learned from late frames, of overlays that had left when a grace period began.</summary>
    public void Purge(long period)
    {
        foreach (int overlay in AwaitedBy(period)) state.Fdb.RemoveOverlay(overlay);
    }

    /// <summary>Changes an overlay that stays.</summary>
    public void Change(WantedOverlay from, WantedOverlay to)
    {
        Overlay overlay = Find(to.Identity)!;
        foreach (FdbEntryOptions gone in from.Options.Fdb.Except(to.Options.Fdb)) state.Fdb.Remove(overlay.Index, gone.Mac);
        Configure(overlay, to.Options);
    }

    /// <summary>Publishes the wanted ports, overlays and VTEPs to the workers.</summary>
    public void Publish(IReadOnlyList<WantedOverlay> wanted)
    {
        MarkConfigured(wanted);
        foreach (Overlay overlay in state.Overlays)
            overlay.Ports = [.. state.Ports.Where(port => port.Overlay == overlay.Index && !port.Removed).Select(port => port.Index)];
        state.PublishVnis();
    }

    /// <summary>Marks the VTEPs that the configuration names; others are forgotten when nothing is behind them.</summary>
    public void MarkConfigured(IReadOnlyList<WantedOverlay> wanted)
    {
        HashSet<IPAddress> remotes = [.. RemotesOf(wanted)];
        foreach (Vtep vtep in state.Vteps.All) vtep.Configured = remotes.Contains(vtep.Address);
    }

    private bool IsNew(WantedOverlay wanted) => Find(wanted.Identity) is null;

    private Overlay NewOverlay(WantedOverlay wanted, int index)
    {
        bool used = index < state.Overlays.Length;
        indices.Take(index);
        return new Overlay(index, wanted.Options.Vni, wanted.Mtu, wanted.Options.Learning)
        {
            Before = used ? Counters!.OfOverlay(index) : CounterSums.None,
        };
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
    /// Sets an overlay's share of the forwarding table: half of the table, and half of that behind one VTEP, or behind all VTEPs together
    /// that the configuration does not name.
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
