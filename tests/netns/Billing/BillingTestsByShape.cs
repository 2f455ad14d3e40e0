using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Billing;

public sealed class OneWorkerBillingTests(LabFixture<ThreeContainers> fixture) : BillingTests<ThreeContainers>(fixture);

public sealed class MovingBucketsBillingTests(LabFixture<ThreeContainersShuffled> fixture) : BillingTests<ThreeContainersShuffled>(fixture);
