using Falcon.Engine.Ports;
using Falcon.Xsk;

namespace Falcon.Engine.Braking;

/// <summary>
/// What the kernel says of the containers' sockets, and the gates before those that refuse: one for all workers and uplinks. Any thread.
/// </summary>
public sealed class ReceiverFeedback : IDisposable
{
    private readonly long[] _heldBefore;

    private ReceiverFeedback(SocketRefusals refusals, ReceiverGates gates, int ports)
    {
        Refusals = refusals;
        Gates = gates;
        _heldBefore = new long[ports];
    }

    /// <summary>What sockets refused, per CPU.</summary>
    public SocketRefusals Refusals { get; }

    /// <summary>The gates that the uplinks' XDP programs keep.</summary>
    public ReceiverGates Gates { get; }

    /// <summary>Watches the sockets behind all attachments.</summary>
    /// <exception cref="XskException">The kernel cannot tell.</exception>
    internal static ReceiverFeedback Open(IReadOnlyList<PortAttachment> ports)
    {
        SocketRefusals refusals = SocketRefusals.Open(ports.Count);
        try
        {
            foreach ((int index, PortAttachment port) in ports.Index()) refusals.AddContainer(port.ContainerNetns, port.ContainerIfIndex, index);
            return new ReceiverFeedback(refusals, ReceiverGates.Create(), ports.Count);
        }
        catch
        {
            refusals.Dispose();
            throw;
        }
    }

    /// <summary>Frames for a port that the XDP programs held back at a gate.</summary>
    public long HeldFor(int port)
    {
        long held = Interlocked.Read(ref _heldBefore[port]);
        foreach (ref readonly ReceiverGate gate in Gates.All)
        {
            if (gate.Container == port) held += gate.Frames;
        }

        return held;
    }

    /// <summary>The gate of a receiver, which it takes over from another when they share a place.</summary>
    internal ref ReceiverGate GateOf(ReceiverKey receiver, uint vni, int port)
    {
        ref ReceiverGate gate = ref Gates.At(receiver);
        if (gate.Receiver == receiver.Value && gate.Vni == vni) return ref gate;
        Interlocked.Add(ref _heldBefore[gate.Container], gate.Frames);
        gate = new ReceiverGate { Receiver = receiver.Value, Vni = vni, Container = port };
        return ref gate;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Gates.Dispose();
        Refusals.Dispose();
    }
}
