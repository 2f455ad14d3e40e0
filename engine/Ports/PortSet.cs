using Falcon.Engine.Options;
using Falcon.Xsk;

namespace Falcon.Engine.Ports;

/// <summary>All attachments and the anonymous namespace that holds their host ends.</summary>
internal sealed class PortSet : IDisposable
{
    private readonly List<PortAttachment> _attachments = [];

    private PortSet(NetworkNamespace engine) => Namespace = engine;

    /// <summary>The engine's own namespace; it goes when the process does.</summary>
    public NetworkNamespace Namespace { get; }

    public IReadOnlyList<PortAttachment> Attachments => _attachments;

    /// <summary>Attaches every port of every overlay, in order; on failure none stays.</summary>
    /// <param name="overlays">The overlays, with their MTU settled.</param>
    /// <param name="lane">What will carry their frames.</param>
    /// <param name="workers">How many workers will.</param>
    public static PortSet Attach(IReadOnlyList<(OverlayOptions Options, int Mtu)> overlays, PortLaneKind lane, int workers)
    {
        var ports = new PortSet(NetworkNamespace.CreateAnonymous());
        try
        {
            ports.Namespace.DisableIpv6();
            foreach ((OverlayOptions overlay, int mtu) in overlays)
            {
                foreach (PortOptions port in overlay.Ports)
                    ports._attachments.Add(PortAttachment.Create(ports.Namespace, ports._attachments.Count, port, mtu, lane, workers));
            }

            return ports;
        }
        catch
        {
            ports.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the pairs; explicitly, since the kernel takes its time to empty a namespace.</summary>
    public void Dispose()
    {
        Namespace.Run(() =>
        {
            using RtNetlink netlink = RtNetlink.Open();
            foreach (PortAttachment attachment in _attachments)
            {
                if (netlink.FindLink(attachment.IfIndex) is not null) netlink.DeleteLink(attachment.IfIndex);
            }
        });
        Namespace.Dispose();
    }
}
