using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

public sealed class WireTrainTests(LabFixture<PacketLaneWithFalcon> lab) : WireTrainTests<PacketLaneWithFalcon>(lab);

public sealed class WireTrainOverIpv6Tests(
    LabFixture<PacketLaneWithFalconOverIpv6> lab) : WireTrainTests<PacketLaneWithFalconOverIpv6>(lab);

public sealed class WireTrainToKernelTests(LabFixture<PacketLaneWithKernel> lab) : WireTrainTests<PacketLaneWithKernel>(lab);

public sealed class WireTrainToKernelOverIpv6Tests(
    LabFixture<PacketLaneWithKernelOverIpv6> lab) : WireTrainTests<PacketLaneWithKernelOverIpv6>(lab);
