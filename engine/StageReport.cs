using Falcon.Api;
using Falcon.Engine.Counters;
using Falcon.Engine.Pipelines;

namespace Falcon.Engine;

/// <summary>Turns the counters of a pipeline into named ones.</summary>
internal static class StageReport
{
    /// <summary>What each stage did so far, in the order of the table. Any thread.</summary>
    public static IReadOnlyList<StageSnapshot> Of(Pipeline pipeline) => [.. pipeline.Context.Stages.Rows.Select(stage =>
    {
        StageCounters counters = pipeline.CountersOf(stage.Id);
        return new StageSnapshot(stage.Name, counters.Batches, counters.Frames, counters.Nanoseconds);
    })];
}
