using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>One lab for the tests of trains: Falcon with two containers on host 1, the kernel on host 2.</summary>
[CollectionDefinition(nameof(TrainLab))]
public sealed class TrainLab : ICollectionFixture<LabFixture<PacketLaneWithKernel>>;
