namespace Falcon.Engine.Tests;

/// <summary>Tests that measure the memory of the process: no other test runs at the same time.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public sealed class MeasuresMemory;
