using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

public sealed class TwoOverlaysOfKernels : ILabShape
{
    public static LabShape Shape => new() { KernelHosts = 2, Overlays = 2 };
}

public sealed class TwoOverlaysByPacketLane : ILabShape
{
    public static LabShape Shape => new() { Overlays = 2 };
}

public sealed class TwoOverlaysByXdpLane : ILabShape
{
    public static LabShape Shape => new() { Overlays = 2, Lane = "xdp" };
}

public sealed class KernelIsolationTests(LabFixture<TwoOverlaysOfKernels> lab) : IsolationTests<TwoOverlaysOfKernels>(lab);

public sealed class PacketLaneIsolationTests(LabFixture<TwoOverlaysByPacketLane> lab) : IsolationTests<TwoOverlaysByPacketLane>(lab);

public sealed class XdpLaneIsolationTests(LabFixture<TwoOverlaysByXdpLane> lab) : IsolationTests<TwoOverlaysByXdpLane>(lab);
