using Falcon.Engine.Ports;
using Falcon.Xsk;

namespace Falcon.Engine.Braking;

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

    /// <summary>Watches the sockets behind all attachments.</summary>
    /// <exception cref="XskException">The kernel cannot tell.</exception>
    internal static ReceiverFeedback Open(PortSet ports)
    {
        SocketRefusals refusals = SocketRefusals.Open(ports.Plans.Count);
        try
        {
            foreach (PortPlan plan in ports.Plans)
            {
                if (ports.AttachmentOf(plan.Index) is { } attachment) Watch(refusals, plan.Index, attachment);
            }

            return new ReceiverFeedback(refusals, ReceiverGates.Create(ports.Plans.Count));
        }
        catch
        {
            refusals.Dispose();
            throw;
        }
    }

    /// <summary>Watches the sockets behind a port's attachment.</summary>
    internal void Watch(int port, PortAttachment attachment) => Watch(Refusals, port, attachment);

    /// <summary>Forgets an attachment that is gone.</summary>
    internal void Forget(PortAttachment attachment) => Refusals.RemoveContainer(attachment.ContainerNetns, attachment.ContainerIfIndex);

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

    private static void Watch(SocketRefusals refusals, int port, PortAttachment attachment) =>
        refusals.AddContainer(attachment.ContainerNetns, attachment.ContainerIfIndex, port);
}
