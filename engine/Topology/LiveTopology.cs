using Falcon.Engine.Events;
using Falcon.Engine.Ports;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;

namespace Falcon.Engine.Topology;

/// <summary>
/// The overlays and ports that there are, and the way to others, with workers that do not run yet or with workers that do. Whatever can
/// fail comes first, so that a change is made whole or not at all; devices that cannot be made are a fault of their port, and what an
/// observer throws is its own. One thread at a time.
/// </summary>
internal sealed class LiveTopology
{
    private readonly ForwardingState _state;
    private readonly PortSet _set;
    private readonly LiveOverlays _overlays;
    private readonly LivePorts _ports;
    private readonly TopologyObservers _observers;
    private IReadOnlyList<BilledPort> _billed = [];
    private IReadOnlyList<BilledOverlay> _billedOverlays = [];

    /// <summary>Begins without overlays and ports.</summary>
    /// <param name="state">What the stages look up.</param>
    /// <param name="set">The ports' devices.</param>
    /// <param name="faults">Told of what observers throw.</param>
    public LiveTopology(ForwardingState state, PortSet set, ControlFaults faults)
    {
        _state = state;
        _set = set;
        _overlays = new LiveOverlays(state);
        _observers = new TopologyObservers(faults);
        _ports = new LivePorts(state, _overlays, set, _observers);
    }

    /// <summary>The overlays that there are.</summary>
    public IReadOnlyList<WantedOverlay> Overlays { get; private set; } = [];

    /// <summary>All ports that there ever were, by index. Any thread.</summary>
    public IReadOnlyList<BilledPort> Billed => Volatile.Read(ref _billed);

    /// <summary>All overlays that there ever were, by index. Any thread.</summary>
    public IReadOnlyList<BilledOverlay> BilledOverlays => Volatile.Read(ref _billedOverlays);

    /// <summary>
    /// Tells an observer of all that there is, then of each change; observers are told in the order in which they have subscribed.
    /// </summary>
    /// <remarks>What it throws now, it throws here: who cannot begin cannot follow.</remarks>
    public void Subscribe(ITopologyObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_set.Changes)
        {
            foreach (WantedPort port in Overlays.SelectMany(overlay => overlay.Ports)) observer.PortAdded(_ports.Find(port)!, port);
            observer.Changed(new TopologyChange(Overlays, []));
            _observers.Add(observer);
        }
    }

    /// <summary>What would change; nothing does.</summary>
    /// <param name="wanted">What overlays and ports would be.</param>
    /// <exception cref="DataplaneException">It could not be done.</exception>
    public IReadOnlyList<DataplaneEvent> Preview(IReadOnlyList<WantedOverlay> wanted)
    {
        TopologyDifference difference = TopologyDifference.Between(Overlays, wanted);
        lock (_set.Changes)
        {
            _overlays.CheckRoom(difference, wanted);
            return difference.Events(Places(difference).Select(place => Foresee(place.Plan, difference.Frees(place.Wanted.Location))));
        }
    }

    /// <summary>Makes the overlays and ports what is wanted.</summary>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="patience">How long to wait, for all ports together, until a killed engine's devices are gone.</param>
    /// <returns>What has changed; a port whose devices cannot be made now is down.</returns>
    /// <exception cref="DataplaneException">There is no room; nothing has changed.</exception>
    public IReadOnlyList<DataplaneEvent> Become(IReadOnlyList<WantedOverlay> wanted, TimeSpan patience)
    {
        TopologyDifference difference = TopologyDifference.Between(Overlays, wanted);
        lock (_set.Changes)
        {
            _overlays.CheckRoom(difference, wanted);
            _overlays.AddVteps(wanted);
            IReadOnlyList<(WantedPort Wanted, PortPlan Plan)> places = Places(difference);

            // No step below can fail.
            Remove(difference);
            foreach (WantedOverlay overlay in difference.AddedOverlays) _overlays.Add(overlay);
            foreach ((WantedOverlay from, WantedOverlay to) in difference.KeptOverlays) _overlays.Change(from, to);
            long predecessorsEnd = Environment.TickCount64 + (long)patience.TotalMilliseconds;
            DataplaneEvent[] events = [.. places.Select(place => _ports.Add(place.Wanted, place.Plan, predecessorsEnd))];
            foreach ((WantedPort from, WantedPort to) in difference.KeptPorts) _ports.Change(from, to);
            Publish(wanted);
            var change = new TopologyChange(wanted, difference.Events(events));
            _observers.Tell(observer => observer.Changed(change));
            return change.Events;
        }
    }

    /// <summary>Ports that need devices, in the order of their indices.</summary>
    /// <exception cref="DataplaneException">There is no room for all.</exception>
    private IReadOnlyList<(WantedPort Wanted, PortPlan Plan)> Places(TopologyDifference difference) =>
    [
        .. _ports.Reserve(difference.AddedPorts).Concat(difference.RemadePorts.Select(port => (port.To, _ports.Replan(port.To))))
            .OrderBy(place => place.Item2.Index),
    ];

    private static DataplaneEvent Foresee(PortPlan plan, bool deviceGoes) =>
        PortFault.Foresee(plan, deviceGoes) is { } fault ? plan.DownEvent(fault.Reason) : plan.UpEvent;

    private void Remove(TopologyDifference difference)
    {
        _ports.TakeDown(difference.RemovedPorts.Concat(difference.RemadePorts.Select(port => port.From)));
        foreach (WantedPort port in difference.RemovedPorts) _ports.Remove(port);
        foreach (WantedOverlay overlay in difference.RemovedOverlays) _overlays.Remove(overlay);
    }

    private void Publish(IReadOnlyList<WantedOverlay> wanted)
    {
        _overlays.Publish(wanted);
        Volatile.Write(ref _billed, [.. _state.Ports.Select(port => new BilledPort(_set.Plans[port.Index].Options.Name,
            _state.Overlays[port.Overlay].Vni, port.Removed))]);
        Volatile.Write(ref _billedOverlays, [.. _state.Overlays.Select(overlay => new BilledOverlay(overlay.Vni, overlay.Removed))]);
        Overlays = wanted;
    }
}
