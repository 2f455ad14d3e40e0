using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Output;

/// <summary>Where a picture shows a single round it shows the middle one.</summary>
public static class MiddleTrial
{
    /// <summary>The distribution of the round whose median latency is in the middle; empty when no round has one.</summary>
    public static IReadOnlyList<LatencyPoint> Distribution(IReadOnlyList<Trial> trials)
    {
        IReadOnlyList<LatencyPoint>[] all =
            [.. trials.Select(trial => trial.Outcome?.Latency ?? []).Where(points => points.Count > 0).OrderBy(Half)];
        return all.Length == 0 ? [] : all[all.Length / 2];
    }

    private static double Half(IReadOnlyList<LatencyPoint> points) => points.MinBy(point => Math.Abs(point.Share - 0.5)).Microseconds;
}
