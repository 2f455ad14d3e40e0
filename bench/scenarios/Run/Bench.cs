using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Output;
using Falcon.Bench.Scenarios.Output.Plots;
using Falcon.Bench.Scenarios.Systems;
using Spectre.Console;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>
/// A whole run. Every round runs all scenarios, one after the other, in labs of its own. The memory layout of a lab changes the speed of
/// some systems by a fifth, and the machine is faster in some minutes than in others, so a scenario's rounds must cover several of both.
/// Tables are printed with the last round, or when the run is interrupted after the first; files at the end.
/// </summary>
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
        var run = new RunContext(TimeSpan.FromSeconds(options.Seconds), options.Ndr, work.FullName);
        ScenarioRunner[] runners = [.. scenarios.Select(scenario => new ScenarioRunner(scenario, systems, beds, options, run))];
        try
        {
            await BenchLab.SweepAsync();
            await RunAsync(runners, beds, cancel);
            ScenarioReport[] reports = [.. runners.Select(runner => runner.Report())];
            Write(reports);
            return reports.Any(report => report.Rows.Any(row => row.IsValid)) ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            console.MarkupLine("[yellow]interrupted: cleaning up[/]");
            foreach (ScenarioRunner runner in runners.Where(runner => runner.RoundsDone > 0 && runner.RoundsDone < options.Runs))
                console.Write(ResultTable.Of(runner.Report()));
            return 130;
        }
        finally
        {
            await beds.DisposeAsync();
            work.Delete(recursive: true);
        }
    }

    private Task RunAsync(IReadOnlyList<ScenarioRunner> runners, TestbedSet beds, CancellationToken cancel) =>
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
                new SpinnerColumn())
            .StartAsync(async context =>
            {
                ProgressTask all = context.AddTask("starting", maxValue: options.Runs * runners.Sum(runner => runner.TurnsPerRound));
                for (int round = 1; round <= options.Runs; round++)
                {
                    await RoundAsync(runners, round, all, cancel);
                    await beds.ClearAsync();
                }
            });

    private async Task RoundAsync(IReadOnlyList<ScenarioRunner> runners, int round, ProgressTask task, CancellationToken cancel)
    {
        foreach (ScenarioRunner runner in runners)
        {
            await runner.RoundAsync(turn => Show(task, $"round {round}, {runner.Name}", turn), cancel);
            if (round == options.Runs)
                console.Write(ResultTable.Of(runner.Report()));
        }
    }

    private static void Show(ProgressTask task, string where, string? turn)
    {
        if (turn is null)
            task.Increment(1);
        else
            task.Description = $"{where}: {turn}";
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
