using Falcon.Engine.Counters;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Topology;

/// <summary>
/// The live ports: their devices and their entries in the tables. One thread at a time, which holds <see cref="PortSet.Changes"/>.
/// </summary>
/// <param name="state">The tables that the stages read.</param>
/// <param name="overlays">The overlays.</param>
/// <param name="indices">Hands out the ports' indices.</param>
/// <param name="set">The ports' devices.</param>
/// <param name="observers">Notified of changes.</param>
internal sealed class LivePorts(ForwardingState state, LiveOverlays overlays, IndexPool indices, PortSet set, TopologyObservers observers)
{
    private readonly List<WantedPort> _owners = []; // by index: the last owner
    private readonly Dictionary<(uint Vni, int Mtu, string Name, MacAddress Mac), int> _indices = [];

    /// <summary>Reads the counters at an index; null before there are workers.</summary>
    public CounterReader? Counters { get; set; }

    /// <summary>Finds a port, present or removed; null when it is not remembered.</summary>
    public Port? Find(WantedPort wanted)
    {
        if (!_indices.TryGetValue(wanted.Identity, out int index)) return null;
        Port port = state.Ports[index];
        Overlay overlay = state.Overlays[port.Overlay]; // its own, unless that one is forgotten and its index reused
        return IsKnown(port) && overlays.IsKnown(overlay) && (overlay.Vni, overlay.Mtu) == wanted.Overlay ? port : null;
    }

    /// <summary>Whether a port's index has an owner, present or removed.</summary>
    public bool IsKnown(Port port) => indices.IsKnown(port.Index);

    /// <summary>Whether there is an index for each added port.</summary>
    public bool HasRoom(IReadOnlyList<WantedPort> added) => Choose(added).Count == added.Count(IsNew);

    /// <summary>Reserves places for ports to be added.</summary>
    /// <exception cref="DataplaneException">There are not enough indices, or the kernel cannot read its counters.</exception>
    public IReadOnlyList<PortPlace> Reserve(IReadOnlyList<WantedPort> added)
    {
        var next = new Queue<int>(Choose(added));
        if (next.Count < added.Count(IsNew))
            throw new DataplaneException($"more than {indices.Capacity} ports, including those removed now or a moment ago");
        return [.. added.Select(wanted => IsNew(wanted) ? NewPlace(wanted, next.Dequeue()) : Replan(wanted))];
    }

    /// <summary>The place of a port that is there, or is remembered.</summary>
    public PortPlace Replan(WantedPort wanted)
    {
        Port port = Find(wanted)!;
        return new PortPlace(wanted, PlanOf(wanted, port.Index), port.Before);
    }

    /// <summary>
    /// Puts a port into the tables: down, and with no entry that leads to it. Call it before the port's devices are made: they have the
    /// interface index of the earlier port at this index.
    /// </summary>
    /// <param name="place">The port's place. No frame carries its index for an earlier port.</param>
    public void Place(PortPlace place)
    {
        if (Find(place.Wanted) is { } port) indices.Return(port.Index);
        else PlaceNew(place);
    }

    /// <summary>Makes a port's devices and lets frames flow. A port whose devices cannot be made is down; the monitor retries.</summary>
    /// <param name="place">The place that it was put into.</param>
    /// <param name="predecessorsEnd">As in <see cref="PortAttachment.Create"/>.</param>
    /// <returns>The event for the operator.</returns>
    public DataplaneEvent Add(PortPlace place, long predecessorsEnd)
    {
        (WantedPort wanted, PortPlan plan, _) = place;
        Port port = state.Ports[plan.Index];
        Identify(port, plan.Options); // before its container can send
        port.Coalesce = wanted.Coalesce;
        port.Storm.PerSecond = wanted.StormLimit;
        string? reason = set.TryAttach(plan, predecessorsEnd)?.Reason;

        state.Fdb.AddStatic(port.Overlay, port.Mac, FdbTarget.Port(port.Index));
        LimitMacs(port, wanted);
        observers.Tell(observer => observer.PortAdded(port, wanted));
        port.Removed = false;
        port.DownReason = reason;
        return reason is null ? plan.UpEvent : plan.DownEvent(reason);
    }

    /// <summary>Removes ports that were taken down; their counters stay.</summary>
    /// <param name="wanted">The ports.</param>
    /// <param name="period">The next grace period to begin.</param>
    public void Remove(IEnumerable<WantedPort> wanted, long period)
    {
        HashSet<FdbTarget> targets = [];
        foreach (WantedPort one in wanted)
        {
            Port port = Find(one)!;
            port.Removed = true;
            port.LinkLocals.Release();
            targets.Add(FdbTarget.Port(port.Index));
            indices.Leave(port.Index, period);
        }

        if (targets.Count > 0) state.Fdb.RemoveTargets(targets);
    }

    /// <inheritdoc cref="IndexPool.AwaitedBy"/>
    public IEnumerable<int> AwaitedBy(long period) => indices.AwaitedBy(period);

    /// <inheritdoc cref="IndexPool.EndPeriod"/>
    public void EndPeriod(long period) => indices.EndPeriod(period);

    /// <summary>Removes the devices of ports that had left when a grace period began, so that nothing more comes from them.</summary>
    /// <returns>False when the kernel refuses.</returns>
    public bool TryDeleteDevices(long period) => set.TryDelete([.. AwaitedBy(period).Select(port => set.Plans[port])]);

    /// <summary>Removes forwarding entries, learned from late frames, of ports that had left when a grace period began.</summary>
    public void Purge(long period)
    {
        HashSet<FdbTarget> targets = [];
        foreach (int port in AwaitedBy(period))
        {
            state.Ports[port].LinkLocals.Release();
            targets.Add(FdbTarget.Port(port));
            observers.Tell(observer => observer.PortDrained(state.Ports[port]));
        }

        if (targets.Count > 0) state.Fdb.RemoveTargets(targets);
    }

    /// <summary>Forgets the removed ports of an overlay that is forgotten.</summary>
    public void ForgetPortsOf(int overlay)
    {
        foreach (Port port in state.Ports)
        {
            if (port.Overlay == overlay && IsKnown(port)) indices.Forget(port.Index);
        }
    }

    /// <summary>Removes ports' devices. Until the ports get new ones, no frame goes to them or comes from them.</summary>
    public void TakeDown(IEnumerable<WantedPort> wanted)
    {
        List<PortPlan> plans = [];
        foreach (WantedPort leaving in wanted)
        {
            Port port = Find(leaving)!;
            observers.Tell(observer => observer.PortLeaving(port, leaving));
            port.DownReason = "it was taken away";
            plans.Add(set.Plans[port.Index]);
        }

        set.Remove(plans);
    }

    /// <summary>Changes a port that keeps its devices.</summary>
    public void Change(WantedPort from, WantedPort to)
    {
        Port port = Find(to)!;
        set.Put(PlanOf(to, port.Index), set.AttachmentOf(port.Index));
        port.Coalesce = to.Coalesce;
        port.Storm.PerSecond = to.StormLimit;
        if (!to.HasIdentityOf(from)) Identify(port, to.Options);
        if (to.Options.MacLimit != from.Options.MacLimit) LimitMacs(port, to);
        observers.Tell(observer => observer.PortChanged(port, from, to));
    }

    private bool IsNew(WantedPort wanted) => Find(wanted) is null;

    private IReadOnlyList<int> Choose(IReadOnlyList<WantedPort> added)
    {
        HashSet<int> returning = [.. added.Select(Find).OfType<Port>().Select(port => port.Index)];
        return indices.Choose(added.Count(IsNew), returning);
    }

    private PortPlace NewPlace(WantedPort wanted, int index)
    {
        bool used = index < state.Ports.Length;
        try
        {
            return new PortPlace(wanted, PlanOf(wanted, index), used ? Counters!.OfPort(index) : CounterSums.None);
        }
        catch (XskException e)
        {
            throw new DataplaneException($"the counters of the port that had index {index} before cannot be read: {e.Message}", e);
        }
    }

    private void PlaceNew(PortPlace place)
    {
        (WantedPort wanted, PortPlan plan, CounterSums before) = place;
        indices.Take(plan.Index);
        Overlay overlay = overlays.Find(wanted.Overlay)!;
        var port = new Port(plan.Index, overlay.Index, plan.IfIndex, plan.Options.Mac)
        {
            LinkLocals = new PortLinkLocals(overlay.LinkLocals),
            Before = before,
            Removed = true,
            DownReason = "it is about to come",
        };
        set.Put(plan, attachment: null);
        state.Add(port);
        Note(wanted, plan.Index);
    }

    private void Note(WantedPort owner, int index)
    {
        if (index == _owners.Count) _owners.Add(owner);
        else if (_indices.TryGetValue(_owners[index].Identity, out int last) && last == index) _indices.Remove(_owners[index].Identity);
        _owners[index] = owner;
        _indices[owner.Identity] = index;
    }

    private static void Identify(Port port, PortOptions options)
    {
        port.LinkLocals.Reserve(
        [
            .. options.Addresses
                .Select(own => VtepAddress.ToUInt128(own.Address))
                .Where(LinkLocalAddress.IsLinkLocal)
                .Select(own => (ulong)own)
        ]);
        port.Identity = options.IsStrict ? new PortIdentity(options, port.LinkLocals) : null;
    }

    private void LimitMacs(Port port, WantedPort wanted) =>
        state.Fdb.LimitTarget(port.Overlay, FdbTarget.Port(port.Index), wanted.Options.MacLimit);

    private PortPlan PlanOf(WantedPort wanted, int index) => set.NewPlan(index, wanted.Options, wanted.Mtu);
}
