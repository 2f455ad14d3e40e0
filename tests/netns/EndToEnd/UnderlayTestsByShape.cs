using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

public sealed class KernelUnderlayTests(LabFixture<KernelWithKernel> lab) : UnderlayTests<KernelWithKernel>(lab);

public sealed class PacketLaneUnderlayTests(LabFixture<PacketLaneWithKernel> lab) : UnderlayTests<PacketLaneWithKernel>(lab);

public sealed class PacketLaneUnderlayOverIpv6Tests(LabFixture<PacketLaneWithKernelOverIpv6> lab)
    : UnderlayTests<PacketLaneWithKernelOverIpv6>(lab);

public sealed class XdpLaneUnderlayTests(LabFixture<XdpLaneWithKernel> lab) : UnderlayTests<XdpLaneWithKernel>(lab);

public sealed class XdpLaneUnderlayOverIpv6Tests(LabFixture<XdpLaneWithKernelOverIpv6> lab) : UnderlayTests<XdpLaneWithKernelOverIpv6>(lab);

public sealed class KernelPathUnderlayTests(LabFixture<KernelPathWithKernel> lab) : UnderlayTests<KernelPathWithKernel>(lab);
