using System.Text.Json;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Output;
using Falcon.Bench.Scenarios.Run;

namespace Falcon.Bench.Scenarios.Tests.Output;

public sealed class JsonReportTests
{
    [Fact]
    public void A_scenario_has_the_shape_that_others_read()
    {
        JsonElement root = Write("udp-small", Report(Rows.Valid(0.5), Rows.Valid(1)));
        Assert.Equal("udp-small", root.GetProperty("scenario").GetString());
        JsonElement system = root.GetProperty("systems")[0];
        Assert.Equal("kernel", system.GetProperty("name").GetString());
        Assert.Equal("delivered", system.GetProperty("metric").GetString());
        Assert.Equal("Mpps", system.GetProperty("unit").GetString());
        Assert.Equal(0.5, system.GetProperty("median").GetDouble());
        Assert.Equal(0.5, system.GetProperty("min").GetDouble());
        Assert.Equal(0.5, system.GetProperty("max").GetDouble());
        Assert.Equal(2, root.GetProperty("ratios").GetProperty("falcon/kernel").GetDouble());
        Assert.Empty(root.GetProperty("unsteady_ratios").EnumerateObject());
        Assert.Equal(
            [2, 2], root.GetProperty("ratio_ranges").GetProperty("falcon/kernel").EnumerateArray().Select(bound => bound.GetDouble()));
    }

    [Fact]
    public void A_ratio_whose_rounds_do_not_agree_stands_apart()
    {
        JsonElement root = Write(
            "udp-small", Report([Rows.Valid(1), Rows.Valid(1), Rows.Valid(1)], [Rows.Valid(2), Rows.Valid(2.1), Rows.Valid(2.4)]));
        Assert.Empty(root.GetProperty("ratios").EnumerateObject());
        Assert.Equal(2.1, root.GetProperty("unsteady_ratios").GetProperty("falcon/kernel").GetDouble());
        Assert.Equal(
            [2, 2.4], root.GetProperty("ratio_ranges").GetProperty("falcon/kernel").EnumerateArray().Select(bound => bound.GetDouble()));
    }

    [Fact]
    public void An_invalid_row_has_a_reason_and_no_figures()
    {
        JsonElement root = Write("udp-small", Report(Rows.Valid(0.5), Rows.Invalid("falcon on h1 has ended")));
        JsonElement falcon = root.GetProperty("systems")[1];
        Assert.Equal("falcon on h1 has ended", falcon.GetProperty("invalid").GetString());
        Assert.False(falcon.TryGetProperty("median", out _));
        Assert.Empty(root.GetProperty("ratios").EnumerateObject());
    }

    [Fact]
    public void All_scenarios_are_an_array() =>
        Assert.Equal(JsonValueKind.Array, Write("all", Report(Rows.Valid(1), Rows.Valid(1))).ValueKind);

    private static JsonElement Write(string scenario, ScenarioReport report) =>
        JsonDocument.Parse(JsonReport.Of([report], new BenchOptions { Scenario = scenario, Seconds = 1, Runs = 1 })).RootElement;

    private static ScenarioReport Report(Trial kernel, Trial falcon) => Report([kernel], [falcon]);

    private static ScenarioReport Report(Trial[] kernel, Trial[] falcon)
    {
        var trials = new Dictionary<string, IReadOnlyList<Trial>> { ["kernel"] = kernel, ["falcon"] = falcon };
        Scenario scenario = Catalogue.Find("udp-small").Single();
        return new ScenarioReport(
            scenario, [.. trials.SelectMany(pair => RowBuilder.Build(pair.Key, scenario.Metrics, pair.Value))], trials);
    }
}
