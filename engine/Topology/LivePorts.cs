using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Topology;

/// <summary>The ports that there are: devices and tables. One thread at a time, which holds <see cref="PortSet.Changes"/>.</summary>
internal sealed class LivePorts(ForwardingState state, LiveOverlays overlays, PortSet set, TopologyObservers observers)
{
    /// <summary>A port's place, also when it was removed; null when there never was such a port.</summary>
    public Port? Find(WantedPort wanted)
    {
        Overlay? overlay = overlays.Find(wanted.Overlay);
        return overlay is null ? null : Array.Find(state.Ports, port =>
            port.Overlay == overlay.Index && port.Mac == wanted.Options.Mac && set.Plans[port.Index].Options.Name == wanted.Options.Name);
    }

    /// <summary>Finds places for ports to be added.</summary>
    /// <exception cref="DataplaneException">There are not enough.</exception>
    public IReadOnlyList<(WantedPort Wanted, PortPlan Plan)> Reserve(IReadOnlyList<WantedPort> added)
    {
        int next = state.Ports.Length;
        (WantedPort, PortPlan)[] places = [.. added.Select(wanted => (wanted, PlanOf(wanted, Find(wanted)?.Index ?? next++)))];
        return next <= ForwardingState.MostPorts
            ? places
            : throw new DataplaneException(
                $"more than {ForwardingState.MostPorts} different ports, removed ones included; a restart forgets those");
    }

    /// <summary>What a port that stays becomes.</summary>
    public PortPlan Replan(WantedPort wanted) => PlanOf(wanted, Find(wanted)!.Index);

    /// <summary>
    /// Makes a port's devices and has frames flow to and from it. A port whose devices cannot be made is down, and the monitor tries
    /// again.
    /// </summary>
    /// <param name="wanted">The port.</param>
    /// <param name="plan">Its place.</param>
    /// <param name="predecessorsEnd">As in <see cref="PortAttachment.Create"/>.</param>
    /// <returns>What to tell the operator.</returns>
    public DataplaneEvent Add(WantedPort wanted, PortPlan plan, long predecessorsEnd)
    {
        bool known = plan.Index < state.Ports.Length;
        if (known) Identify(state.Ports[plan.Index], plan.Options); // before its container can send
        string? reason = set.TryAttach(plan, predecessorsEnd)?.Reason;
        if (!known) state.Add(NewPort(wanted, plan, reason));

        Port port = state.Ports[plan.Index];
        port.Coalesce = wanted.Coalesce;
        port.Storm.PerSecond = wanted.StormLimit;
        state.Fdb.AddStatic(port.Overlay, port.Mac, FdbTarget.Port(port.Index));
        LimitMacs(port, wanted);
        observers.Tell(observer => observer.PortAdded(port, wanted));
        port.Removed = false;
        port.DownReason = reason;
        return reason is null ? plan.UpEvent : plan.DownEvent(reason);
    }

    /// <summary>Removes a port that was taken down; its counters stay.</summary>
    public void Remove(WantedPort wanted)
    {
        Port port = Find(wanted)!;
        port.Removed = true;
        port.LinkLocals.Release();
        state.Fdb.RemoveTarget(FdbTarget.Port(port.Index));
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

    private Port NewPort(WantedPort wanted, PortPlan plan, string? downReason)
    {
        Overlay overlay = overlays.Find(wanted.Overlay)!;
        var port = new Port(plan.Index, overlay.Index, plan.IfIndex, plan.Options.Mac)
        {
            LinkLocals = new PortLinkLocals(overlay.LinkLocals)
        };
        port.DownReason = downReason;
        Identify(port, plan.Options); // before the workers know the port: its container may send already
        return port;
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
