using System.Net;
using Falcon.Steering;

namespace Falcon.Engine.Options;

/// <summary>What the engine needs to start. The caller has validated it.</summary>
public sealed record DataplaneOptions
{
    /// <summary>The underlay devices; at least one.</summary>
    public required IReadOnlyList<UplinkOptions> Uplinks { get; init; }

    /// <summary>The local VTEPs; empty to use the addresses of the uplinks.</summary>
    public IReadOnlyList<IPAddress> LocalVteps { get; init; } = [];

    /// <summary>The UDP port of VXLAN; 4789 by IANA.</summary>
    public ushort VxlanPort { get; init; } = 4789;

    /// <summary>Whether the outer UDP header carries a checksum on IPv4; on IPv6 it always does.</summary>
    public bool OuterUdpChecksum { get; init; }

    /// <summary>The DSCP of outer packets, 0 to 63; null to copy the inner packet's.</summary>
    public byte? Dscp { get; init; } = 0;

    /// <summary>Whether IPv6 datagrams without a UDP checksum are accepted from the underlay (RFC 6936).</summary>
    public bool AcceptIpv6ZeroChecksum { get; init; }

    /// <summary>
    /// Whether reserved bits of a received VXLAN header are ignored (RFC 7348, section 5). If not, such frames are dropped, as the kernel's
    /// VXLAN device does.
    /// </summary>
    public bool IgnoreReservedBits { get; init; }

    /// <summary>The CPUs to run on, one worker pinned to each; at least one.</summary>
    public required IReadOnlyList<int> Workers { get; init; }

    /// <summary>How several workers share the work.</summary>
    public SteeringOptions Steering { get; init; } = new();

    /// <summary>What the workers do while nothing waits.</summary>
    public IdleOptions Idle { get; init; } = new();

    /// <summary>What carries frames between the engine and the ports.</summary>
    public PortLaneKind PortLane { get; init; } = PortLaneKind.Packet;

    /// <summary>The VXLAN segments.</summary>
    public IReadOnlyList<OverlayOptions> Overlays { get; init; } = [];

    /// <summary>Whether a port may use the kernel path, or one that comes later.</summary>
    public bool UsesKernelPath => PortLane == PortLaneKind.Packet
        && Overlays.Any(overlay => overlay.Paths.UseKernel || overlay.Ports.Any(port => port.Paths.UseKernel));

    /// <summary>The frames in the UMEM; null to derive the number from the rings.</summary>
    public int? UmemFrames { get; init; }

    /// <summary>
    /// The most learned forwarding entries; static ones always fit. A port or VTEP at its share replaces its own entries.
    /// </summary>
    public int FdbCapacity { get; init; } = 65_536;

    /// <summary>How long a learned forwarding entry lives without traffic.</summary>
    public TimeSpan FdbAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the workers' time is billed to the containers.</summary>
    public bool Accounting { get; init; } = true;
}
