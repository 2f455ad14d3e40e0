using Falcon.Engine.Options;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Ports;

/// <summary>
/// All ports, their devices where their containers exist, and the anonymous namespace that holds the host ends. Any thread may read; a
/// thread that changes something must hold <see cref="Changes"/>.
/// </summary>
internal sealed class PortSet : IDisposable
{
    private readonly IPortDevices _devices;
    private readonly PortLaneKind _lane;
    private readonly int _workers;
    private readonly List<IAttachmentObserver> _observers = [];
    private PortPlan[] _plans = [];
    private PortAttachment?[] _attachments = [];
    private PortLanes? _lanes; // lanes that need a socket on each device; null if the kind of lane does not, or lanes are not open yet

    /// <summary>Makes an empty set.</summary>
    /// <param name="engine">The namespace of the host ends.</param>
    /// <param name="devices">Makes the devices; owned by the set.</param>
    /// <param name="lane">The kind of lane that will carry the ports' frames.</param>
    /// <param name="workers">The number of workers.</param>
    internal PortSet(NetworkNamespace engine, IPortDevices devices, PortLaneKind lane, int workers)
    {
        Namespace = engine;
        _devices = devices;
        _lane = lane;
        _workers = workers;
    }

    /// <summary>
    /// The lock for making or removing devices and for changing what is wanted of a port: containers come and go at any time.
    /// </summary>
    public Lock Changes { get; } = new();

    /// <summary>The namespace of the host ends; it goes when the process does.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>The wanted ports, by index.</summary>
    public IReadOnlyList<PortPlan> Plans => Volatile.Read(ref _plans);

    /// <summary>Makes the namespace, without ports.</summary>
    /// <param name="lane">The kind of lane that will carry the ports' frames.</param>
    /// <param name="workers">The number of workers.</param>
    public static PortSet Create(PortLaneKind lane, int workers)
    {
        var pairs = VethPairs.Open();
        return new PortSet(pairs.Namespace, pairs, lane, workers);
    }

    /// <summary>Adds an observer of devices that come and go.</summary>
    public void Subscribe(IAttachmentObserver observer) => _observers.Add(observer);

    /// <summary>Plans a port; makes nothing yet.</summary>
    public PortPlan NewPlan(int index, PortOptions options, int mtu) => new(index, options, mtu, _lane, _workers);

    /// <summary>A port's devices; null while its container is away. A new object each time the container comes back.</summary>
    public PortAttachment? AttachmentOf(int port) => Volatile.Read(ref Volatile.Read(ref _attachments)[port]);

    /// <summary>
    /// Makes a port's devices and puts them into the set. Every exception is a fault of the port: its container may do anything to its
    /// devices, and descriptors or memory may run out.
    /// </summary>
    /// <param name="plan">The port.</param>
    /// <param name="predecessorsEnd">As in <see cref="PortAttachment.Create"/>.</param>
    /// <returns>Why the port is down; null when it has its devices.</returns>
    public PortFault? TryAttach(PortPlan plan, long predecessorsEnd = 0)
    {
        PortAttachment? attachment = null;
        try
        {
            attachment = _devices.Create(plan, predecessorsEnd);
            attachment = Join(plan, attachment);
            Put(plan, attachment);
            return null;
        }
#pragma warning disable CA1031 // The port is down and retried, whatever the exception is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            attachment?.Xdp?.Discard();
            Remove([plan]);
            return PortFault.Of(fault, plan);
        }
    }

    /// <summary>Connects all ports to lanes that need a socket on each device. A port that cannot be connected loses its devices.</summary>
    public void JoinTo(PortLanes lanes)
    {
        _lanes = lanes;
        Subscribe(lanes);
        foreach (PortPlan plan in _plans)
        {
            if (AttachmentOf(plan.Index) is { } attachment) TryJoin(plan, attachment);
        }
    }

    /// <summary>
    /// Takes ports' devices out of the set and removes them. Devices that the kernel refuses to remove go with the port's next attempt.
    /// </summary>
    public void Remove(IReadOnlyCollection<PortPlan> plans)
    {
        TryDelete(plans);
        foreach (PortPlan plan in plans) Put(plan, attachment: null);
    }

    /// <summary>Removes devices; devices that are already gone are ignored.</summary>
    /// <returns>Whether they are gone; false when the kernel refuses.</returns>
    public bool TryDelete(IReadOnlyCollection<PortPlan> plans)
    {
        try
        {
            _devices.Delete(plans);
            return true;
        }
        catch (XskException)
        {
            return false;
        }
    }

    /// <summary>Stores a port's plan and devices and notifies the observers. A port with the next index is new.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="attachment">The devices; null when it has none.</param>
    public void Put(PortPlan plan, PortAttachment? attachment)
    {
        PortAttachment? old = plan.Index < _plans.Length ? _attachments[plan.Index] : null;
        if (plan.Index == _plans.Length)
        {
            Volatile.Write(ref _attachments, [.. _attachments, attachment]);
            Volatile.Write(ref _plans, [.. _plans, plan]);
        }
        else
        {
            Volatile.Write(ref _attachments[plan.Index], attachment);
            Volatile.Write(ref _plans[plan.Index], plan);
        }

        if (ReferenceEquals(attachment, old)) return;
        foreach (IAttachmentObserver observer in _observers) observer.Replaced(plan.Index, old, attachment);
    }

    /// <summary>Connects a port to the lanes. On failure the port loses its devices; the monitor notices and retries.</summary>
    private void TryJoin(PortPlan plan, PortAttachment attachment)
    {
        try
        {
            Put(plan, Join(plan, attachment));
        }
        catch (XskException)
        {
            Remove([plan]);
        }
    }

    private PortAttachment Join(PortPlan plan, PortAttachment attachment) =>
        _lanes is null ? attachment : attachment with { Xdp = Namespace.Run(() => _lanes.Attach(plan)) };

    /// <summary>Deletes the pairs. It does so explicitly, because the kernel takes a while to empty a namespace.</summary>
    public void Dispose()
    {
        TryDelete(_plans); // what remains goes with the namespace
        _devices.Dispose();
    }
}
