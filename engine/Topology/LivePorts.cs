using Falcon.Engine.Counters;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Topology;

/// <summary>The ports that there are: devices and tables. One thread at a time, which holds <see cref="PortSet.Changes"/>.</summary>
/// <param name="state">What the stages look up.</param>
/// <param name="overlays">The overlays.</param>
/// <param name="indices">Who has which index.</param>
/// <param name="set">The ports' devices.</param>
/// <param name="observers">Told of changes.</param>
internal sealed class LivePorts(ForwardingState state, LiveOverlays overlays, IndexPool indices, PortSet set, TopologyObservers observers)
{
    private readonly List<WantedPort> _owners = []; // by index: who had it last
    private readonly Dictionary<(uint Vni, int Mtu, string Name, MacAddress Mac), int> _indices = [];

    /// <summary>Reads what was counted at an index; null before there are workers.</summary>
    public CounterReader? Counters { get; set; }

    /// <summary>A port's place, also when it was removed; null when there is none that is remembered.</summary>
    public Port? Find(WantedPort wanted)
    {
        if (!_indices.TryGetValue(wanted.Identity, out int index)) return null;
        Port port = state.Ports[index];
        Overlay overlay = state.Overlays[port.Overlay]; // its own, unless that is forgotten and the index another's
        return IsKnown(port) && overlays.IsKnown(overlay) && (overlay.Vni, overlay.Mtu) == wanted.Overlay ? port : null;
    }

    /// <summary>Whether somebody has a port's index, also when the port was removed.</summary>
    public bool IsKnown(Port port) => indices.IsKnown(port.Index);

    /// <summary>Whether there is an index for each port that comes.</summary>
    public bool HasRoom(IReadOnlyList<WantedPort> added) => Choose(added).Count == added.Count(wanted => Find(wanted) is null);

    /// <summary>Finds places for ports to be added.</summary>
    /// <exception cref="DataplaneException">There are not enough.</exception>
    public IReadOnlyList<(WantedPort Wanted, PortPlan Plan)> Reserve(IReadOnlyList<WantedPort> added)
    {
        var next = new Queue<int>(Choose(added));
        if (next.Count < added.Count(wanted => Find(wanted) is null))
            throw new DataplaneException($"more than {indices.Capacity} ports, those that go now or went a moment ago included");
        return [.. added.Select(wanted => (wanted, PlanOf(wanted, Find(wanted)?.Index ?? next.Dequeue())))];
    }

    /// <summary>What a port that stays becomes.</summary>
    public PortPlan Replan(WantedPort wanted) => PlanOf(wanted, Find(wanted)!.Index);

    /// <summary>
    /// Puts a port into its place: in the tables, down, with nothing that leads to it. Before its devices are made, for they have the
    /// interface index of those that had the place before.
    /// </summary>
    /// <param name="wanted">The port.</param>
    /// <param name="plan">Its place; nothing means a port that had it before.</param>
    public void Place(WantedPort wanted, PortPlan plan)
    {
        if (Find(wanted) is { } port) indices.Return(port.Index);
        else PlaceNew(wanted, plan);
    }

    /// <summary>
    /// Makes a port's devices and has frames flow to and from it. A port whose devices cannot be made is down, and the monitor tries
    /// again.
    /// </summary>
    /// <param name="wanted">The port.</param>
    /// <param name="plan">Its place, which it has.</param>
    /// <param name="predecessorsEnd">As in <see cref="PortAttachment.Create"/>.</param>
    /// <returns>What to tell the operator.</returns>
    public DataplaneEvent Add(WantedPort wanted, PortPlan plan, long predecessorsEnd)
    {
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

    /// <summary>Makes sure that nothing comes any more from ports that had left when a grace period began.</summary>
    /// <returns>False when the kernel does not remove their devices.</returns>
    public bool TryDeleteDevices(long period) => set.TryDelete([.. AwaitedBy(period).Select(port => set.Plans[port])]);

    /// <summary>Removes what the last frames of ports have taught that had left when a grace period began.</summary>
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

    /// <summary>Removes ports' devices; until they are placed again nothing goes to them or comes from them.</summary>
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

    /// <summary>Changes a port that keeps its device.</summary>
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

    private IReadOnlyList<int> Choose(IReadOnlyList<WantedPort> added)
    {
        HashSet<int> returning = [.. added.Select(Find).OfType<Port>().Select(port => port.Index)];
        return indices.Choose(added.Count(wanted => Find(wanted) is null), returning);
    }

    private void PlaceNew(WantedPort wanted, PortPlan plan)
    {
        bool used = plan.Index < state.Ports.Length;
        indices.Take(plan.Index);
        Overlay overlay = overlays.Find(wanted.Overlay)!;
        var port = new Port(plan.Index, overlay.Index, plan.IfIndex, plan.Options.Mac)
        {
            LinkLocals = new PortLinkLocals(overlay.LinkLocals),
            Before = used ? Counters!.OfPort(plan.Index) : CounterSums.None,
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
