using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Output;

/// <summary>Chooses the round for plots that show a single one: the middle one.</summary>
public static class MiddleTrial
{
    /// <summary>The distribution of the round with the middle median latency; empty when no round has one.</summary>
    public static IReadOnlyList<LatencyPoint> Distribution(IReadOnlyList<Trial> trials)
    {
        IReadOnlyList<LatencyPoint>[] all =
            [.. trials.Select(trial => trial.Outcome?.Latency ?? []).Where(points => points.Count > 0).OrderBy(Half)];
        return all.Length == 0 ? [] : all[all.Length / 2];
    }

    /// <summary>CPU time by stage of the round with the middle sum; empty when no round has it.</summary>
    public static IReadOnlyDictionary<string, double> Stages(IReadOnlyList<Trial> trials)
    {
        IEnumerable<IReadOnlyDictionary<string, double>> known =
            trials.Select(trial => trial.Outcome?.Stages).OfType<IReadOnlyDictionary<string, double>>().Where(stages => stages.Count > 0);
        IReadOnlyDictionary<string, double>[] all = [.. known.OrderBy(stages => stages.Values.Sum())];
        return all.Length == 0 ? new Dictionary<string, double>() : all[all.Length / 2];
    }

    private static double Half(IReadOnlyList<LatencyPoint> points) => points.MinBy(point => Math.Abs(point.Share - 0.5)).Microseconds;
}
