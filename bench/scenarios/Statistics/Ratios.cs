using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Statistics;

/// <summary>
/// Ratios between systems, round by round, as a machine that is slower for some minutes is slower for all that is measured in them: the
/// median is the ratio, the ends say how steady it is. An invalid row is in none.
/// </summary>
public static class Ratios
{
    public const string Baseline = "kernel";

    /// <summary>
    /// Every system over its baseline, and Falcon over every other. The first metric's ratios are called <c>falcon/kernel</c>, those of the
    /// other metrics <c>falcon/kernel p99</c>.
    /// </summary>
    /// <param name="rows">Of one scenario.</param>
    /// <param name="baselineOf">Gives the baseline of a system; null: the kernel is everybody's.</param>
    public static IReadOnlyDictionary<string, Summary> Of(IReadOnlyList<Row> rows, Func<string, string>? baselineOf = null)
    {
        var ratios = new Dictionary<string, Summary>();
        Metric? first = rows.Count > 0 ? rows[0].Metric : null;
        foreach (Row over in rows)
        {
            foreach (Row under in rows)
            {
                if (IsWanted(over, under, baselineOf?.Invoke(over.System) ?? Baseline) && Of(over, under) is { } ratio)
                    ratios[$"{over.System}/{under.System}" + (over.Metric == first ? "" : $" {over.Metric.Name}")] = ratio;
            }
        }

        return ratios;
    }

    private static bool IsWanted(Row over, Row under, string baseline) =>
        over.Metric == under.Metric && over.System != under.System
        && (under.System == baseline || (IsOurs(over.System) && !IsOurs(under.System)));

    private static bool IsOurs(string system) => system.StartsWith("falcon", StringComparison.Ordinal);

    private static Summary? Of(Row over, Row under) => over.IsValid && under.IsValid
        ? Summary.OfKnown(over.Rounds.Zip(under.Rounds, (a, b) => b is 0 ? null : a / b))
        : null;
}
