using Falcon.Engine.Budgets;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk;

namespace Falcon.Engine.Topology;

/// <summary>The ports that there are: devices, tables, throttles. One thread at a time, which holds <see cref="PortSet.Changes"/>.</summary>
internal sealed class LivePorts(ForwardingState state, LiveOverlays overlays, PortSet set, ThrottleTable throttles)
{
    /// <summary>Holds ports to their budgets; null while nobody is billed.</summary>
    public BudgetKeeper? Budgets { get; set; }

    /// <summary>A port's place, be it that it was removed; null when there never was such a port.</summary>
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
            : throw new DataplaneException($"more than {ForwardingState.MostPorts} different ports, removed ones included; a restart forgets those");
    }

    /// <summary>Makes sure that a port's container is there, unless the port may wait for it, and has no such device yet.</summary>
    /// <param name="wanted">The port.</param>
    /// <param name="deviceGoes">Whether a device of that name goes before.</param>
    /// <exception cref="DataplaneException">It is not so.</exception>
    public static void CheckPlace(WantedPort wanted, bool deviceGoes)
    {
        try
        {
            using NetworkNamespace container = NetworkNamespace.Open(wanted.Options.Netns);
            if (!deviceGoes) PortAttachment.CheckFree(container, wanted.Options);
        }
        catch (NetworkNamespaceException fault)
        {
            if (!wanted.Options.Wait) throw Missing(wanted, fault);
        }
    }

    /// <summary>Makes the devices of all ports whose containers are there, or none.</summary>
    /// <param name="ports">The ports.</param>
    /// <param name="patience">As in <see cref="PortAttachment.Create"/>.</param>
    /// <exception cref="DataplaneException">A device cannot be made, or a port does not wait for a container that is not there.</exception>
    public IReadOnlyList<PlacedPort> AttachAll(IEnumerable<(WantedPort Wanted, PortPlan Plan)> ports, TimeSpan patience)
    {
        List<PlacedPort> attached = [];
        try
        {
            foreach ((WantedPort wanted, PortPlan plan) in ports) attached.Add(Attach(wanted, plan, patience));
            return attached;
        }
        catch
        {
            foreach (PlacedPort port in attached) set.Discard(port.Plan, port.Attachment);
            throw;
        }
    }

    /// <summary>Makes a port's devices if that is possible; otherwise it says why not.</summary>
    public PlacedPort AttachIfPossible(WantedPort wanted, PortPlan plan)
    {
        try
        {
            return Attach(wanted, plan, patience: TimeSpan.Zero);
        }
        catch (DataplaneException fault)
        {
            return new PlacedPort(wanted, plan, Attachment: null, fault.Message);
        }
    }

    /// <summary>What a port that stays becomes.</summary>
    public PortPlan Replan(WantedPort wanted) => PlanOf(wanted, Find(wanted)!.Index);

    /// <summary>Has frames flow to and from a port whose devices are made.</summary>
    public DataplaneEvent Place(PlacedPort placed)
    {
        PortPlan plan = placed.Plan;
        set.Put(plan, placed.Attachment);
        if (plan.Index == state.Ports.Length)
            state.Add(new Port(plan.Index, overlays.Find(placed.Wanted.Overlay)!.Index, plan.IfIndex, plan.Options.Mac));

        Port port = state.Ports[plan.Index];
        port.Coalesce = placed.Wanted.Coalesce;
        throttles.AddContainer(placed.Wanted.Vni, port.Mac.ToBytes(), port.Index);
        Budgets?.Set(port, placed.Wanted.Options.Budget);
        state.Fdb.AddStatic(port.Overlay, port.Mac, FdbTarget.Port(port.Index));
        LimitMacs(port, placed.Wanted);
        port.Removed = false;
        port.DownReason = placed.DownReason;
        return placed.DownReason is { } reason ? plan.DownEvent(reason) : plan.UpEvent;
    }

    /// <summary>Removes a port that was taken down; its counters stay.</summary>
    public void Remove(WantedPort wanted)
    {
        Port port = Find(wanted)!;
        port.Removed = true;
        throttles.RemoveContainer(wanted.Vni, port.Mac.ToBytes());
        state.Fdb.RemoveTarget(FdbTarget.Port(port.Index));
    }

    /// <summary>Removes ports' devices; until they are placed again nothing goes to them or comes from them.</summary>
    public void TakeDown(IEnumerable<WantedPort> wanted)
    {
        Port[] ports = [.. wanted.Select(port => Find(port)!)];
        foreach (Port port in ports)
        {
            Budgets?.Set(port, null);
            port.DownReason = "it was taken away";
        }

        set.Delete(ports.Select(port => set.Plans[port.Index]));
        foreach (Port port in ports) set.Put(set.Plans[port.Index], attachment: null);
    }

    /// <summary>Changes a port that keeps its device.</summary>
    public void Change(WantedPort from, WantedPort to)
    {
        Port port = Find(to)!;
        set.Put(PlanOf(to, port.Index), set.AttachmentOf(port.Index));
        port.Coalesce = to.Coalesce;
        if (to.Options.MacLimit != from.Options.MacLimit) LimitMacs(port, to);
        if (to.Options.Budget != from.Options.Budget) Budgets?.Set(port, to.Options.Budget);
    }

    private void LimitMacs(Port port, WantedPort wanted) => state.Fdb.LimitTarget(port.Overlay, FdbTarget.Port(port.Index), wanted.Options.MacLimit);

    private PortPlan PlanOf(WantedPort wanted, int index) => set.NewPlan(index, wanted.Options, wanted.Mtu);

    private PlacedPort Attach(WantedPort wanted, PortPlan plan, TimeSpan patience)
    {
        try
        {
            return new PlacedPort(wanted, plan, set.Attach(plan, patience), DownReason: null);
        }
        catch (NetworkNamespaceException fault)
        {
            if (!wanted.Options.Wait) throw Missing(wanted, fault);
            return new PlacedPort(wanted, plan, Attachment: null, $"namespace '{wanted.Options.Netns}' is not there yet");
        }
    }

    private static DataplaneException Missing(WantedPort wanted, NetworkNamespaceException fault) => new($"port '{wanted.Options.Name}': {fault.Message}", fault);
}
