using Xunit.Sdk;
using Xunit.v3;

[assembly: Falcon.Netns.Tests.Serial]

namespace Falcon.Netns.Tests;

/// <summary>Every test here owns CPUs, namespaces or devices that another would disturb: one at a time.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class SerialAttribute : Attribute, IParallelizationAttribute
{
    public ParallelAlgorithm? GetAlgorithm() => null;

    public int? GetMaxThreads() => null;

    public ParallelMode? GetMode() => ParallelMode.None;
}
