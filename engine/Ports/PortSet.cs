using Falcon.Engine.Options;
using Falcon.Xsk;

namespace Falcon.Engine.Ports;

/// <summary>All ports, those of them whose containers are there, and the anonymous namespace that holds their host ends.</summary>
internal sealed class PortSet : IDisposable
{
    private static readonly TimeSpan s_predecessorsGrace = TimeSpan.FromSeconds(5);

    private readonly PortAttachment?[] _attachments;

    private PortSet(NetworkNamespace engine, IReadOnlyList<PortPlan> plans)
    {
        Namespace = engine;
        Plans = plans;
        _attachments = new PortAttachment?[plans.Count];
    }

    /// <summary>The engine's own namespace; it goes when the process does.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>What the ports shall be, by index.</summary>
    public IReadOnlyList<PortPlan> Plans { get; }

    /// <summary>Attaches every port of every overlay, in order, but those that may wait and whose containers are not there; on failure none stays.</summary>
    /// <param name="overlays">The overlays, with their MTU settled.</param>
    /// <param name="lane">What will carry their frames.</param>
    /// <param name="workers">How many workers will.</param>
    public static PortSet Attach(IReadOnlyList<(OverlayOptions Options, int Mtu)> overlays, PortLaneKind lane, int workers)
    {
        IEnumerable<(PortOptions Port, int Mtu)> wanted = overlays.SelectMany(overlay => overlay.Options.Ports.Select(port => (port, overlay.Mtu)));
        var ports = new PortSet(NetworkNamespace.CreateAnonymous(), [.. wanted.Select((port, index) => new PortPlan(index, port.Port, port.Mtu, lane, workers))]);
        try
        {
            ports.Namespace.DisableIpv6();
            foreach (PortPlan plan in ports.Plans) ports.AttachAtStart(plan);
            return ports;
        }
        catch
        {
            ports.Dispose();
            throw;
        }
    }

    /// <summary>A port's devices; null while its container is away. Any thread; another object when the container has come back.</summary>
    public PortAttachment? AttachmentOf(int port) => Volatile.Read(ref _attachments[port]);

    /// <summary>Makes the port's devices.</summary>
    /// <param name="plan">The port.</param>
    /// <param name="patience">As in <see cref="PortAttachment.Create"/>.</param>
    /// <exception cref="NetworkNamespaceException">The container is not there.</exception>
    /// <exception cref="DataplaneException">It is, but the devices cannot be made.</exception>
    public PortAttachment Attach(PortPlan plan, TimeSpan patience)
    {
        using NetworkNamespace container = NetworkNamespace.Open(plan.Options.Netns);
        PortAttachment attachment = PortAttachment.Create(Namespace, container, plan, patience);
        Volatile.Write(ref _attachments[plan.Index], attachment);
        return attachment;
    }

    /// <summary>Says that the port's devices are gone.</summary>
    public void Detach(PortPlan plan) => Volatile.Write(ref _attachments[plan.Index], null);

    /// <summary>Deletes the pairs; explicitly, since the kernel takes its time to empty a namespace.</summary>
    public void Dispose()
    {
        Namespace.Run(() =>
        {
            foreach (PortPlan plan in Plans) PortAttachment.Delete(plan);
        });
        Namespace.Dispose();
    }

    private void AttachAtStart(PortPlan plan)
    {
        try
        {
            Attach(plan, s_predecessorsGrace);
        }
        catch (NetworkNamespaceException fault)
        {
            if (!plan.Options.Wait) throw new DataplaneException($"port '{plan.Options.Name}': {fault.Message}", fault);
        }
    }
}
