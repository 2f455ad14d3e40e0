using System.Net;

namespace Falcon.Engine.Options;

/// <summary>One VXLAN segment (RFC 7348).</summary>
public sealed record OverlayOptions
{
    /// <summary>The <see cref="StormLimit"/> of overlays that do not set one.</summary>
    public const int DefaultStormLimit = 100_000;

    /// <summary>The VXLAN network identifier, 0 to 16,777,215.</summary>
    public required uint Vni { get; init; }

    /// <summary>The VTEPs that get broadcast, unknown unicast and multicast (head-end replication).</summary>
    public IReadOnlyList<IPAddress> Peers { get; init; } = [];

    /// <summary>Bytes of the largest inner IP packet; null for the uplink's MTU minus the outer headers.</summary>
    public int? Mtu { get; init; }

    /// <summary>What carries the known flows of ports that do not say it themselves.</summary>
    public FlowPaths Paths { get; init; }

    /// <summary>Whether the kernel was asked to carry flows, so that it is a fault when it cannot.</summary>
    public bool RequiresKernelPath => Paths.RequireKernel || Ports.Any(port => port.Paths.RequireKernel);

    /// <summary>Whether source addresses are learned from traffic.</summary>
    public bool Learning { get; init; } = true;

    /// <summary>The most learned forwarding entries; null for half of the table.</summary>
    public int? MacLimit { get; init; }

    /// <summary>Whether frames are accepted from VTEPs that are neither peers nor named by static entries.</summary>
    public StrangerMode Strangers { get; init; }

    /// <summary>Static forwarding entries.</summary>
    public IReadOnlyList<FdbEntryOptions> Fdb { get; init; } = [];

    /// <summary>
    /// The most copies per second that the broadcast, unknown unicast and multicast of one port may cause, and those of one VTEP; at least
    /// 1. A copy is one frame for one receiver.
    /// </summary>
    public int StormLimit { get; init; } = DefaultStormLimit;

    /// <summary>The ports of this overlay.</summary>
    public IReadOnlyList<PortOptions> Ports { get; init; } = [];

    /// <summary>Whether frames for the ports of this overlay are joined to trains (generic receive offload in user space).</summary>
    public bool Coalesce { get; init; } = true;
}
