using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Statistics;

/// <summary>
/// Ratios between systems, round by round, because a machine that is slower for some minutes is slower for all systems. The median is the
/// ratio; minimum and maximum show how steady it is. Invalid rows have no ratio.
/// </summary>
public static class Ratios
{
    public const string Baseline = "kernel";

    /// <summary>
    /// Every system divided by its baseline, and Falcon divided by every other. Ratios of the first metric are named <c>falcon/kernel</c>,
    /// those of other metrics <c>falcon/kernel p99</c>.
    /// </summary>
    /// <param name="rows">The rows of one scenario.</param>
    /// <param name="baselineOf">Gives the baseline of a system; null to compare with the kernel.</param>
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
