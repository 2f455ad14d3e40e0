using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Billing;

/// <summary>The same, with two workers and buckets that move all the time.</summary>
public sealed class ThreeContainersShuffled : ILabShape
{
    public static LabShape Shape => ThreeContainers.Shape with { Workers = "0,1", Steering = "shuffle: 5ms" };
}
