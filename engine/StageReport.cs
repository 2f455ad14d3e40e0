using Falcon.Api;
using Falcon.Engine.Counters;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;

namespace Falcon.Engine;

/// <summary>Turns the counters of a pipeline into a report with names.</summary>
internal static class StageReport
{
    /// <summary>Reads the counters of each stage, in the order of the stage table. Any thread.</summary>
    public static IReadOnlyList<StageSnapshot> Of(Pipeline pipeline) => [.. RunIn(pipeline).Select(stage =>
    {
        StageCounters counters = pipeline.CountersOf(stage.Id);
        return new StageSnapshot(stage.Name, counters.Batches, counters.Frames, counters.Nanoseconds);
    })];

    private static IEnumerable<StageDescriptor> RunIn(Pipeline pipeline) =>
        pipeline.Context.Stages.Rows.Where(stage => stage.Section != StageSection.Kernel);
}
