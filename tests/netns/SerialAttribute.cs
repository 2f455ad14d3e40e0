using Xunit.Sdk;
using Xunit.v3;

[assembly: Falcon.Netns.Tests.Serial]

namespace Falcon.Netns.Tests;

/// <summary>Runs one test at a time: every test here uses CPUs, namespaces or devices that another one would disturb.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class SerialAttribute : Attribute, IParallelizationAttribute
{
    public ParallelAlgorithm? GetAlgorithm() => null;

    public int? GetMaxThreads() => null;

    public ParallelMode? GetMode() => ParallelMode.None;
}
