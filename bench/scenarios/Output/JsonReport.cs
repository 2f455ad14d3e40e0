using System.Text.Json;
using System.Text.Json.Serialization;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Run;
using Falcon.Bench.Scenarios.Statistics;

namespace Falcon.Bench.Scenarios.Output;

/// <summary>
/// The results as JSON: one object per scenario; <c>all</c> gives an array of them. An invalid row has no figures, only <c>invalid</c> with
/// the reason. A ratio whose rounds differ by more than 10 % is not a figure that another run would confirm: it is in
/// <c>unsteady_ratios</c>, not in <c>ratios</c>. <c>ratio_ranges</c> has the minimum and maximum over the rounds of both.
/// </summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static string Of(IReadOnlyList<ScenarioReport> reports, BenchOptions options)
    {
        var machine = MachineFacts.Read();
        ScenarioEntry[] entries = [.. reports.Select(report => Entry(report, options, machine))];
        return options.Scenario == "all" ? JsonSerializer.Serialize(entries, s_json) : JsonSerializer.Serialize(entries.Single(), s_json);
    }

    private static ScenarioEntry Entry(ScenarioReport report, BenchOptions options, MachineFacts machine)
    {
        IReadOnlyDictionary<string, Summary> ratios = Ratios.Of(report.Rows, report.Scenario.BaselineOf);
        return new ScenarioEntry(
            report.Name, report.Scenario.Description, report.Scenario.Item, options.Seconds, options.Runs, machine,
            [.. report.Rows.Select(row => Entry(row, report))],
            Medians(ratios, steady: true),
            Medians(ratios, steady: false),
            ratios.ToDictionary(ratio => ratio.Key, ratio => (double[])[ratio.Value.Min, ratio.Value.Max]));
    }

    private static Dictionary<string, double> Medians(IReadOnlyDictionary<string, Summary> ratios, bool steady) =>
        ratios.Where(ratio => ratio.Value.IsSteady == steady).ToDictionary(ratio => ratio.Key, ratio => ratio.Value.Median);

    private static SystemEntry Entry(Row row, ScenarioReport report) => new(
        row.System, row.Metric.Name, row.Metric.Unit, row.Metric.HigherIsBetter,
        row.Value?.Median, row.Value?.Min, row.Value?.Max,
        row.Cpu?.System, row.Cpu?.Generator,
        row.Cpu is { } cpu ? new CpuEntry(cpu.WireSoftIrq, cpu.OtherSoftIrq, cpu.User, cpu.Kernel) : null,
        row.Loss, row.Reordered, row.Disturbance.Steal, row.Disturbance.Strangers, row.Invalid, row.Note,
        row.Metric == report.Primary ? Latency(report.Trials[row.System]) : null,
        row.Metric == report.Primary ? Stages(report.Trials[row.System]) : null);

    /// <summary>The distribution of the middle round, as pairs of share and microseconds.</summary>
    private static IReadOnlyList<double[]>? Latency(IReadOnlyList<Trial> trials)
    {
        IReadOnlyList<LatencyPoint> points = MiddleTrial.Distribution(trials);
        return points.Count == 0 ? null : [.. points.Select(point => (double[])[point.Share, point.Microseconds])];
    }

    private static IReadOnlyDictionary<string, double>? Stages(IReadOnlyList<Trial> trials) =>
        MiddleTrial.Stages(trials) is { Count: > 0 } stages ? stages : null;

    private sealed record ScenarioEntry(
        string Scenario, string Description, string Item, int Seconds, int Runs, MachineFacts Machine,
        IReadOnlyList<SystemEntry> Systems, IReadOnlyDictionary<string, double> Ratios,
        IReadOnlyDictionary<string, double> UnsteadyRatios, IReadOnlyDictionary<string, double[]> RatioRanges);

    private sealed record SystemEntry(
        string Name, string Metric, string Unit, bool HigherIsBetter, double? Median, double? Min, double? Max,
        double? CpuNsPerItem, double? GeneratorNsPerItem, CpuEntry? CpuNsPerItemParts, double? Loss, double? Reordered,
        double Steal, double OtherProcesses,
        string? Invalid, string? Note, IReadOnlyList<double[]>? LatencyCdf, IReadOnlyDictionary<string, double>? StageNsPerItem);

    private sealed record CpuEntry(double WireSoftirq, double OtherSoftirq, double User, double Kernel);
}
