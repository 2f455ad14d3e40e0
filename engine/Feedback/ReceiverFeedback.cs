using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;


namespace Falcon.Engine.Feedback;

/// <summary>
/// What the kernel reports about the containers' sockets, and the receiver gates before the sockets that refuse. One for all workers and
/// uplinks. Any thread.
/// </summary>
public sealed class ReceiverFeedback : IDisposable
{
    private ReceiverFeedback(SocketRefusals refusals, ReceiverGates gates)
    {
        Refusals = refusals;
        Gates = gates;
    }

    /// <summary>The datagrams that sockets refused, per CPU.</summary>
    public SocketRefusals Refusals { get; }

    /// <summary>The gates in the uplinks' XDP programs, by port.</summary>
    public ReceiverGates Gates { get; }

    /// <summary>Opens the feedback; it watches no container yet.</summary>
    /// <param name="ports">The most ports there can be.</param>
    /// <exception cref="XskException">The kernel does not report what sockets refuse.</exception>
    internal static ReceiverFeedback Open(int ports)
    {
        var refusals = SocketRefusals.Open(ports);
        try
        {
            return new ReceiverFeedback(refusals, ReceiverGates.Create(ports));
        }
        catch
        {
            refusals.Dispose();
            throw;
        }
    }

    /// <summary>Watches the sockets behind a container's device.</summary>
    /// <param name="port">The port that the device belongs to.</param>
    /// <param name="netns">The cookie of the container's namespace.</param>
    /// <param name="ifIndex">The device's index there.</param>
    internal void Watch(int port, ulong netns, int ifIndex) => Refusals.AddContainer(netns, ifIndex, port);

    /// <summary>Stops watching a device that is gone.</summary>
    internal void Forget(ulong netns, int ifIndex) => Refusals.RemoveContainer(netns, ifIndex);

    /// <summary>The gate of a receiver. When two receivers share a slot, the later one takes the gate over.</summary>
    internal ref ReceiverGate GateOf(ReceiverKey receiver, uint vni, int port)
    {
        ref ReceiverGate gate = ref Gates.At(receiver);
        if (gate.Receiver != receiver.Value || gate.Vni != vni)
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
