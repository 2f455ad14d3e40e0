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

    /// <summary>CPU time by stage of the round whose sum is in the middle; empty when no round told.</summary>
    public static IReadOnlyDictionary<string, double> Stages(IReadOnlyList<Trial> trials)
    {
        IReadOnlyDictionary<string, double>[] all =
            [.. trials.Select(trial => trial.Outcome?.Stages).OfType<IReadOnlyDictionary<string, double>>().Where(stages => stages.Count > 0).OrderBy(stages => stages.Values.Sum())];
        return all.Length == 0 ? new Dictionary<string, double>() : all[all.Length / 2];
    }

    private static double Half(IReadOnlyList<LatencyPoint> points) => points.MinBy(point => Math.Abs(point.Share - 0.5)).Microseconds;
}
