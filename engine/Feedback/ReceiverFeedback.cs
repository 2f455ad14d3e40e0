using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;


namespace Falcon.Engine.Feedback;

/// <summary>
/// What the kernel says of the containers' sockets, and the gates before those that refuse: one for all workers and uplinks. Any thread.
/// </summary>
public sealed class ReceiverFeedback : IDisposable
{
    private ReceiverFeedback(SocketRefusals refusals, ReceiverGates gates)
    {
        Refusals = refusals;
        Gates = gates;
    }

    /// <summary>What sockets refused, per CPU.</summary>
    public SocketRefusals Refusals { get; }

    /// <summary>The gates that the uplinks' XDP programs keep; ports are their containers.</summary>
    public ReceiverGates Gates { get; }

    /// <summary>Watches nobody yet.</summary>
    /// <param name="ports">How many ports there can be.</param>
    /// <exception cref="XskException">The kernel cannot tell.</exception>
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

    /// <summary>Forgets a device that is gone.</summary>
    internal void Forget(ulong netns, int ifIndex) => Refusals.RemoveContainer(netns, ifIndex);

    /// <summary>The gate of a receiver, which it takes over from another when they share a place.</summary>
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
