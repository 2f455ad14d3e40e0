using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Billing;

/// <summary>Falcon on h1, the kernel on h2, three containers each.</summary>
public sealed class ThreeContainers : ILabShape
{
    public static LabShape Shape => new() { Containers = 3 };
}
