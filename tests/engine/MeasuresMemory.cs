namespace Falcon.Engine.Tests;

/// <summary>Tests that look at how much memory the process uses: none other runs beside them.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public sealed class MeasuresMemory;
