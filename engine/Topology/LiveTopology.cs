using Falcon.Engine.Events;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Ports;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;

namespace Falcon.Engine.Topology;

/// <summary>
/// The live overlays and ports, and the steps to change them, before and while the workers run. Everything that can fail comes first, so
/// that a change is made completely or not at all. Devices that cannot be made are a fault of their port; an exception of an observer
/// affects only that observer. One thread at a time.
/// </summary>
internal sealed class LiveTopology
{
    /// <summary>
    /// How many removed ports keep their index and bill until others need the index, and how many removed overlays. The bills' history
    /// grows with it.
    /// </summary>
    public const int MostRemembered = 256;

    /// <summary>How long a change waits for the indices of recently removed ports, in milliseconds.</summary>
    private const int LongestWait = 2_000;

    private readonly ForwardingState _state;
    private readonly PortSet _set;
    private readonly LiveOverlays _overlays;
    private readonly LivePorts _ports;
    private readonly TopologyObservers _observers;
    private IndexReclaim? _reclaim;
    private BilledOwners _billed = BilledOwners.None;

    /// <summary>Starts without overlays and ports.</summary>
    /// <param name="state">The tables that the stages read.</param>
    /// <param name="set">The ports' devices.</param>
    /// <param name="faults">Receives exceptions of observers.</param>
    /// <param name="places">The most ports, and the most overlays, at a time.</param>
    /// <param name="remembered">How many removed ports, and how many removed overlays, are remembered.</param>
    public LiveTopology(
        ForwardingState state, PortSet set, ControlFaults faults,
        int places = ForwardingState.MostPorts, int remembered = MostRemembered)
    {
        _state = state;
        _set = set;
        _overlays = new LiveOverlays(state, new IndexPool(places, remembered));
        _observers = new TopologyObservers(faults);
        _ports = new LivePorts(state, _overlays, new IndexPool(places, remembered), set, _observers);
    }

    /// <summary>The live overlays.</summary>
    public IReadOnlyList<WantedOverlay> Overlays { get; private set; } = [];

    /// <summary>
    /// The owners of all indices. Nothing is counted at an index for a new owner before the owner is published here. Any thread.
    /// </summary>
    public BilledOwners Billed => Volatile.Read(ref _billed);

    /// <summary>
    /// Adds an observer: tells it everything that is live, then each change. Observers are told in the order of their subscriptions.
    /// </summary>
    /// <remarks>An exception during the call is passed on: an observer that cannot start cannot follow.</remarks>
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

    /// <summary>Starts to free the indices of removed ports and overlays once no frame carries them.</summary>
    /// <param name="fence">Reports when frames have left the pipelines.</param>
    /// <param name="workers">All workers.</param>
    /// <param name="counters">Reads the counters at an index.</param>
    public void ReuseIndices(PipelineFence fence, IReadOnlyList<WorkerContext> workers, CounterReader counters)
    {
        _overlays.Counters = _ports.Counters = counters;
        _reclaim = new IndexReclaim(_ports, _overlays, fence, workers);
    }

    /// <summary>Frees the indices that can be freed now. Any thread.</summary>
    /// <returns>Whether there is more to do.</returns>
    public bool Reclaim()
    {
        lock (_set.Changes)
        {
            if (_reclaim is null) return false;
            bool more = _reclaim.Step(out bool ended);
            if (ended) PublishBilled();
            return more;
        }
    }

    /// <summary>Finds out what would change, without changing it.</summary>
    /// <param name="wanted">The overlays and ports.</param>
    /// <exception cref="DataplaneException">The change is not possible.</exception>
    public IReadOnlyList<DataplaneEvent> Preview(IReadOnlyList<WantedOverlay> wanted)
    {
        var difference = TopologyDifference.Between(Overlays, wanted);
        lock (_set.Changes)
        {
            AwaitRoom(difference);
            _overlays.CheckRoom(difference, wanted);
            return difference.Events(Places(difference).Select(place => Foresee(place.Plan, difference.Frees(place.Wanted.Location))));
        }
    }

    /// <summary>Changes the live overlays and ports to the wanted ones.</summary>
    /// <param name="wanted">The wanted overlays and ports.</param>
    /// <param name="patience">How long to wait in total until a killed engine's devices are gone.</param>
    /// <returns>The changes. A port whose devices cannot be made now is down.</returns>
    /// <exception cref="DataplaneException">There is no room; nothing has changed.</exception>
    public IReadOnlyList<DataplaneEvent> Become(IReadOnlyList<WantedOverlay> wanted, TimeSpan patience)
    {
        var difference = TopologyDifference.Between(Overlays, wanted);
        lock (_set.Changes)
        {
            AwaitRoom(difference);
            _overlays.CheckRoom(difference, wanted);
            _overlays.AddVteps(wanted);
            IReadOnlyList<PortPlace> places = Places(difference);
            IReadOnlyList<int> overlays = _overlays.Choose(difference);

            // No step below can fail.
            Remove(difference);
            foreach (int overlay in overlays) _ports.ForgetPortsOf(overlay);
            _overlays.Add(difference.AddedOverlays, overlays);
            foreach ((WantedOverlay from, WantedOverlay to) in difference.KeptOverlays) _overlays.Change(from, to);
            foreach (PortPlace place in places) _ports.Place(place);
            PublishBilled(); // before their containers can send
            long predecessorsEnd = Environment.TickCount64 + (long)patience.TotalMilliseconds;
            DataplaneEvent[] events = [.. places.Select(place => _ports.Add(place, predecessorsEnd))];
            foreach ((WantedPort from, WantedPort to) in difference.KeptPorts) _ports.Change(from, to);
            Publish(wanted);
            var change = new TopologyChange(wanted, difference.Events(events));
            _observers.Tell(observer => observer.Changed(change));
            return change.Events;
        }
    }

    /// <summary>Ports that need devices, in the order of their indices.</summary>
    /// <exception cref="DataplaneException">There is no room for all.</exception>
    private IReadOnlyList<PortPlace> Places(TopologyDifference difference) =>
    [
        .. _ports.Reserve(difference.AddedPorts).Concat(difference.RemadePorts.Select(port => _ports.Replan(port.To)))
            .OrderBy(place => place.Plan.Index),
    ];

    private static DataplaneEvent Foresee(PortPlan plan, bool deviceGoes) =>
        PortFault.Foresee(plan, deviceGoes) is { } fault ? plan.DownEvent(fault.Reason) : plan.UpEvent;

    private void Remove(TopologyDifference difference)
    {
        _ports.TakeDown(difference.RemovedPorts.Concat(difference.RemadePorts.Select(port => port.From)));
        long period = (_reclaim?.Period ?? 0) + 1;
        _ports.Remove(difference.RemovedPorts, period);
        foreach (WantedOverlay overlay in difference.RemovedOverlays) _overlays.Remove(overlay, period);
    }

    /// <summary>Waits for the indices of recently removed ports and overlays, which become free soon.</summary>
    private void AwaitRoom(TopologyDifference difference)
    {
        long end = Environment.TickCount64 + LongestWait;
        while (!(_overlays.HasRoom(difference) && _ports.HasRoom(difference.AddedPorts)) && Environment.TickCount64 < end && Reclaim())
            Thread.Sleep(1);
    }

    private void Publish(IReadOnlyList<WantedOverlay> wanted)
    {
        _overlays.Publish(wanted);
        PublishBilled();
        Overlays = wanted;
    }

    private void PublishBilled() =>
        Volatile.Write(ref _billed, new BilledOwners([.. _state.Ports.Select(Billing)], [.. _state.Overlays.Select(Billing)]));

    private BilledPort Billing(Port port) => _ports.IsKnown(port)
        ? new BilledPort(_set.Plans[port.Index].Options.Name, _state.Overlays[port.Overlay].Vni, port.Removed)
        {
            BilledBefore = port.Before.Bills,
            WorkBefore = PortWork.Of(port.Before.Traffic) + PortWork.Of(port.Before.Carried),
        }
        : BilledPort.Nobody;

    private BilledOverlay Billing(Overlay overlay) => _overlays.IsKnown(overlay)
        ? new BilledOverlay(overlay.Vni, overlay.Removed) { BilledBefore = overlay.Before.Bills }
        : BilledOverlay.Nobody;
}
