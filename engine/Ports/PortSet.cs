using Falcon.Engine.Options;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Ports;

/// <summary>
/// All ports, those of them whose containers are there, and the anonymous namespace that holds their host ends. Any thread reads; who
/// changes something holds <see cref="Changes"/>.
/// </summary>
internal sealed class PortSet : IDisposable
{
    private readonly IPortDevices _devices;
    private readonly PortLaneKind _lane;
    private readonly int _workers;
    private readonly List<IAttachmentObserver> _observers = [];
    private PortPlan[] _plans = [];
    private PortAttachment?[] _attachments = [];
    private PortLanes? _lanes; // whose ports need sockets of their own; null: they do not, or there are none yet

    /// <summary>An empty set.</summary>
    /// <param name="engine">Where the host ends are.</param>
    /// <param name="devices">Makes the devices; the set's from now on.</param>
    /// <param name="lane">What will carry the ports' frames.</param>
    /// <param name="workers">How many workers will.</param>
    internal PortSet(NetworkNamespace engine, IPortDevices devices, PortLaneKind lane, int workers)
    {
        Namespace = engine;
        _devices = devices;
        _lane = lane;
        _workers = workers;
    }

    /// <summary>
    /// Held by whoever makes or removes devices, or changes what is wanted of a port: containers vanish and come back at any time.
    /// </summary>
    public Lock Changes { get; } = new();

    /// <summary>The engine's own namespace; it goes when the process does.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>What is wanted of the ports, by index.</summary>
    public IReadOnlyList<PortPlan> Plans => Volatile.Read(ref _plans);

    /// <summary>Makes the namespace; there are no ports in it yet.</summary>
    /// <param name="lane">What will carry the ports' frames.</param>
    /// <param name="workers">How many workers will.</param>
    public static PortSet Create(PortLaneKind lane, int workers)
    {
        var pairs = VethPairs.Open();
        return new PortSet(pairs.Namespace, pairs, lane, workers);
    }

    /// <summary>Tells an observer of devices that come and go from now on.</summary>
    public void Subscribe(IAttachmentObserver observer) => _observers.Add(observer);

    /// <summary>What a port is to be; nothing is made yet.</summary>
    public PortPlan NewPlan(int index, PortOptions options, int mtu) => new(index, options, mtu, _lane, _workers);

    /// <summary>A port's devices; null while its container is away. Another object when the container has come back.</summary>
    public PortAttachment? AttachmentOf(int port) => Volatile.Read(ref Volatile.Read(ref _attachments)[port]);

    /// <summary>
    /// Makes a port's devices and puts them into the set. Whatever goes wrong is the port's fault: a container may do anything to its
    /// devices meanwhile, and descriptors or memory may run out.
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
#pragma warning disable CA1031 // The port is down and retried, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            attachment?.Xdp?.Discard();
            Remove([plan]);
            return PortFault.Of(fault, plan);
        }
    }

    /// <summary>
    /// From now on ports are joined to lanes that need sockets of their own on each device. A port that cannot be joined loses its
    /// devices.
    /// </summary>
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
    /// Takes ports' devices out of the set and removes them. Where the kernel refuses, they go with the port's next attempt.
    /// </summary>
    public void Remove(IReadOnlyCollection<PortPlan> plans)
    {
        TryDelete(plans);
        foreach (PortPlan plan in plans) Put(plan, attachment: null);
    }

    /// <summary>Removes devices, those that are gone already included.</summary>
    /// <returns>Whether they are gone; else the kernel refuses.</returns>
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

    /// <summary>
    /// Tells all who serve ports what is wanted of one, and what its devices are; a port of the next index is a new one.
    /// </summary>
    /// <param name="plan">What is wanted.</param>
    /// <param name="attachment">Its devices; null when they are gone, or not there yet.</param>
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

    /// <summary>The monitor notices a port that has lost its devices, and tries again.</summary>
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

    /// <summary>Deletes the pairs; explicitly, since the kernel takes its time to empty a namespace.</summary>
    public void Dispose()
    {
        TryDelete(_plans); // else they go with the namespace
        _devices.Dispose();
    }
}
