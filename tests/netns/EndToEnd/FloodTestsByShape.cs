using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

public sealed class ThreeKernels : ILabShape
{
    public static LabShape Shape => new() { Hosts = 3, KernelHosts = 3 };
}

public sealed class TwoPacketLanesAndAKernel : ILabShape
{
    public static LabShape Shape => new() { Hosts = 3 };
}

public sealed class TwoXdpLanesAndAKernel : ILabShape
{
    public static LabShape Shape => new() { Hosts = 3, Lane = "xdp" };
}

public sealed class KernelFloodTests(LabFixture<ThreeKernels> lab) : FloodTests<ThreeKernels>(lab);

public sealed class PacketLaneFloodTests(LabFixture<TwoPacketLanesAndAKernel> lab) : FloodTests<TwoPacketLanesAndAKernel>(lab);

public sealed class XdpLaneFloodTests(LabFixture<TwoXdpLanesAndAKernel> lab) : FloodTests<TwoXdpLanesAndAKernel>(lab);
