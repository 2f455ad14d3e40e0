using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Output;
using Falcon.Bench.Scenarios.Output.Plots;
using Falcon.Bench.Scenarios.Systems;
using Spectre.Console;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>A whole run: scenarios one after the other, tables as they come, files at the end.</summary>
public sealed class Bench(BenchOptions options, IAnsiConsole console)
{
    /// <summary>Returns the exit code. Nothing of the run is left behind, also when it is cancelled.</summary>
    /// <exception cref="ArgumentException">An option names something that there is not.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        IReadOnlyList<Scenario> scenarios = Catalogue.Find(options.Scenario);
        IReadOnlyList<SystemUnderTest> systems = Catalogue.Select(options.Systems, options.Peers);
        DirectoryInfo work = Directory.CreateTempSubdirectory("falcon-bench-");
        var beds = new TestbedSet();
        try
        {
            await LabScript.SweepAsync();
            var run = new RunContext(TimeSpan.FromSeconds(options.Seconds), options.Ndr, work.FullName);
            IReadOnlyList<ScenarioReport> reports = await RunAsync(scenarios, new ScenarioRunner(systems, beds, options, run), cancel);
            Write(reports);
            return reports.Any(report => report.Rows.Any(row => row.IsValid)) ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            console.MarkupLine("[yellow]interrupted: cleaning up[/]");
            return 130;
        }
        finally
        {
            await beds.DisposeAsync();
            work.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<ScenarioReport>> RunAsync(IReadOnlyList<Scenario> scenarios, ScenarioRunner runner, CancellationToken cancel)
    {
        var reports = new List<ScenarioReport>();
        await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                ProgressTask all = context.AddTask("starting", maxValue: scenarios.Sum(runner.TurnsOf));
                foreach (Scenario scenario in scenarios)
                {
                    ScenarioReport report = await runner.RunAsync(scenario, turn => Show(all, scenario, turn), cancel);
                    reports.Add(report);
                    console.Write(ResultTable.Of(report));
                }
            });
        return reports;
    }

    private static void Show(ProgressTask task, Scenario scenario, string? turn)
    {
        if (turn is null)
            task.Increment(1);
        else
            task.Description = $"{scenario.Name}: {turn}";
    }

    private void Write(IReadOnlyList<ScenarioReport> reports)
    {
        if (options.Json is { } json)
        {
            File.WriteAllText(json, JsonReport.Of(reports, options));
            console.MarkupLineInterpolated($"results: {json}");
        }

        if (options.Plots is { } plots)
            console.MarkupLineInterpolated($"plots: {Gallery.Write(reports, plots)} files in {plots}");
    }
}
