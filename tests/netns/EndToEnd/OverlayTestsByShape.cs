using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

public sealed class KernelWithKernelTests(LabFixture<KernelWithKernel> lab) : OverlayTests<KernelWithKernel>(lab);

public sealed class KernelWithKernelOverIpv6Tests(LabFixture<KernelWithKernelOverIpv6> lab)
    : OverlayTests<KernelWithKernelOverIpv6>(lab);

public sealed class PacketLaneWithKernelTests(LabFixture<PacketLaneWithKernel> lab) : OverlayTests<PacketLaneWithKernel>(lab);

public sealed class PacketLaneWithKernelOverIpv6Tests(LabFixture<PacketLaneWithKernelOverIpv6> lab)
    : OverlayTests<PacketLaneWithKernelOverIpv6>(lab);

public sealed class PacketLaneWithFalconTests(LabFixture<PacketLaneWithFalcon> lab) : OverlayTests<PacketLaneWithFalcon>(lab);

public sealed class PacketLaneWithFalconOverIpv6Tests(LabFixture<PacketLaneWithFalconOverIpv6> lab)
    : OverlayTests<PacketLaneWithFalconOverIpv6>(lab);

public sealed class XdpLaneWithKernelTests(LabFixture<XdpLaneWithKernel> lab) : OverlayTests<XdpLaneWithKernel>(lab);

public sealed class XdpLaneWithKernelOverIpv6Tests(LabFixture<XdpLaneWithKernelOverIpv6> lab)
    : OverlayTests<XdpLaneWithKernelOverIpv6>(lab);

public sealed class XdpLaneWithFalconTests(LabFixture<XdpLaneWithFalcon> lab) : OverlayTests<XdpLaneWithFalcon>(lab);

public sealed class XdpLaneWithFalconOverIpv6Tests(LabFixture<XdpLaneWithFalconOverIpv6> lab)
    : OverlayTests<XdpLaneWithFalconOverIpv6>(lab);

public sealed class PacketLaneTwoWorkersTests(LabFixture<PacketLaneTwoWorkers> lab) : OverlayTests<PacketLaneTwoWorkers>(lab);

public sealed class XdpLaneTwoWorkersTests(LabFixture<XdpLaneTwoWorkers> lab) : OverlayTests<XdpLaneTwoWorkers>(lab);

public sealed class KernelPathWithKernelTests(LabFixture<KernelPathWithKernel> lab) : OverlayTests<KernelPathWithKernel>(lab);

public sealed class KernelPathWithFalconTests(LabFixture<KernelPathWithFalcon> lab) : OverlayTests<KernelPathWithFalcon>(lab);

public sealed class KernelPathWithFalconOverIpv6Tests(LabFixture<KernelPathWithFalconOverIpv6> lab)
    : OverlayTests<KernelPathWithFalconOverIpv6>(lab);

public sealed class KernelPathTwoWorkersTests(LabFixture<KernelPathTwoWorkers> lab) : OverlayTests<KernelPathTwoWorkers>(lab);

public sealed class KernelPathWithOffloadsTests(LabFixture<KernelPathWithOffloads> lab) : OverlayTests<KernelPathWithOffloads>(lab);

public sealed class KernelPathWithKernelAndOffloadsTests(LabFixture<KernelPathWithKernelAndOffloads> lab)
    : OverlayTests<KernelPathWithKernelAndOffloads>(lab);
