using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

// Two hosts with two containers each: what carries the overlay on h1 and h2, over which underlay, by which port lane. On a veth, frames
// leave by packet sockets by default; shapes with the xdp lane send by AF_XDP. The kernel with itself is the control group: what fails
// there is the test's fault.

public sealed class KernelWithKernel : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 2 };
}

public sealed class KernelWithKernelOverIpv6 : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 2, Underlay = 6 };
}

public sealed class PacketLaneWithKernel : ILabShape
{
    public static LabShape Shape => new();
}

public sealed class PacketLaneWithKernelOverIpv6 : ILabShape
{
    public static LabShape Shape => new() { Underlay = 6 };
}

public sealed class PacketLaneWithFalcon : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 0 };
}

public sealed class PacketLaneWithFalconOverIpv6 : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 0, Underlay = 6 };
}

public sealed class XdpLaneWithKernel : ILabShape
{
    public static LabShape Shape => new() { Lane = "xdp", Transmit = "xsk" };
}

public sealed class XdpLaneWithKernelOverIpv6 : ILabShape
{
    public static LabShape Shape => new() { Lane = "xdp", Transmit = "xsk", Underlay = 6 };
}

public sealed class XdpLaneWithFalcon : ILabShape
{
    public static LabShape Shape => new() { Lane = "xdp", Transmit = "xsk", KernelHosts = 0 };
}

public sealed class XdpLaneWithFalconOverIpv6 : ILabShape
{
    public static LabShape Shape => new() { Lane = "xdp", Transmit = "xsk", KernelHosts = 0, Underlay = 6 };
}

public sealed class PacketLaneWithOffloads : ILabShape
{
    public static LabShape Shape => new() { Hosts = 3, KernelHosts = 2, Containers = 1, Offloads = true };
}

public sealed class PacketLaneWithOffloadsOverIpv6 : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 1, Containers = 1, Offloads = true, Underlay = 6 };
}

public sealed class XdpLaneWithOffloads : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 1, Containers = 1, Offloads = true, Lane = "xdp", Transmit = "xsk" };
}

public sealed class FalconWithOffloads : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 0, Containers = 1, Offloads = true };
}

/// <summary>The control group.</summary>
public sealed class KernelWithOffloads : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 2, Containers = 1, Offloads = true };
}

/// <summary>Two workers whose buckets move all the time.</summary>
public sealed class PacketLaneTwoWorkers : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 0, Workers = "0,1", Steering = "shuffle: 5ms" };
}

/// <summary>The same with the other port lane and the other way to send.</summary>
public sealed class XdpLaneTwoWorkers : ILabShape
{
    public static LabShape Shape => new() { Lane = "xdp", Transmit = "xsk", KernelHosts = 0, Workers = "0,1", Steering = "shuffle: 5ms" };
}

/// <summary>Two workers on host 1, the kernel on host 2.</summary>
public sealed class ShuffledWithKernel : ILabShape
{
    public static LabShape Shape => new() { Workers = "0,1", Steering = "shuffle: 2ms" };
}

public sealed class KernelPathWithKernel : ILabShape
{
    public static LabShape Shape => new() { Path = "kernel" };
}

public sealed class KernelPathWithFalcon : ILabShape
{
    public static LabShape Shape => new() { Path = "kernel", KernelHosts = 0 };
}

/// <summary>What the kernel path cannot do over IPv6 stays with the engine.</summary>
public sealed class KernelPathWithFalconOverIpv6 : ILabShape
{
    public static LabShape Shape => new() { Path = "kernel", KernelHosts = 0, Underlay = 6 };
}

/// <summary>Two workers whose buckets move all the time: the filter of either's packet socket decides.</summary>
public sealed class KernelPathTwoWorkers : ILabShape
{
    public static LabShape Shape => new() { Path = "kernel", KernelHosts = 0, Workers = "0,1", Steering = "shuffle: 5ms" };
}

/// <summary>Whole trains cross the wire.</summary>
public sealed class KernelPathWithOffloads : ILabShape
{
    public static LabShape Shape => new() { Path = "kernel", KernelHosts = 0, Offloads = true };
}

public sealed class KernelPathWithKernelAndOffloads : ILabShape
{
    public static LabShape Shape => new() { Path = "kernel", Offloads = true };
}
