using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Statistics;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>Makes rows from trials. A row is valid when more than half of its trials are.</summary>
public static class RowBuilder
{
    public static IReadOnlyList<Row> Build(string system, IReadOnlyList<Metric> metrics, IReadOnlyList<Trial> trials) =>
        [.. metrics.Select(metric => Build(system, metric, trials))];

    private static Row Build(string system, Metric metric, IReadOnlyList<Trial> trials)
    {
        Trial[] valid = [.. trials.Where(trial => ValueOf(trial, metric) is not null)];
        var row = new Row
        {
            System = system,
            Metric = metric,
            Rounds = [.. trials.Select(trial => ValueOf(trial, metric))],
            Disturbance = trials.Select(trial => trial.Disturbance).DefaultIfEmpty().MaxBy(disturbance => disturbance.Total),
        };
        if (valid.Length * 2 <= trials.Count)
            return row with { Invalid = Reason(trials) };
        Outcome[] outcomes = [.. valid.Select(trial => trial.Outcome!)];
        return row with
        {
            Value = Summary.Of(outcomes.Select(outcome => outcome.Values[metric.Name])),
            Note = Note(trials, valid),
            Loss = Summary.MedianOf(outcomes.Select(outcome => outcome.Loss)),
            Reordered = Summary.MedianOf(outcomes.Select(outcome => outcome.Reordered)),
            Cpu = CpuCost.MedianOf([.. outcomes.Select(outcome => outcome.Cpu).OfType<CpuCost>()]),
        };
    }

    private static double? ValueOf(Trial trial, Metric metric) =>
        trial.Outcome?.Values.TryGetValue(metric.Name, out double value) == true ? value : null;

    private static string Reason(IReadOnlyList<Trial> trials) =>
        trials.Select(trial => trial.Invalid).FirstOrDefault(reason => reason is not null) ?? "it was not measured";

    private static string? Note(IReadOnlyList<Trial> trials, Trial[] valid)
    {
        var notes = new List<string>();
        if (valid.Length < trials.Count)
            notes.Add($"{trials.Count - valid.Length} of {trials.Count} rounds invalid: {Reason(trials)}");
        int disturbed = valid.Count(trial => trial.Disturbance.IsTooMuch);
        if (disturbed > 0)
            notes.Add($"{disturbed} of {trials.Count} rounds disturbed");
        return notes.Count == 0 ? null : string.Join("; ", notes);
    }
}
