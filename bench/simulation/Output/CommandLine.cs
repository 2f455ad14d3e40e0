using System.CommandLine;
using System.Text.Json;
using Falcon.Bench.Simulation.Costs;
using Falcon.Bench.Simulation.Policies;
using Falcon.Bench.Simulation.Scenarios;
using Spectre.Console;

namespace Falcon.Bench.Simulation.Output;

/// <summary>The options of scripts/bench.sh simulate.</summary>
public static class CommandLine
{
    private const int BadUsage = 2;
    private const int WidthOfFiles = 160;

    private static readonly Argument<string> s_scenario = new("scenario")
    {
        Description = "hot-spot, cores, flows, overload or all",
        DefaultValueFactory = _ => "all",
    };

    private static readonly Option<int> s_seeds = new("--seeds")
    {
        Description = "Runs of the hot-spot test, each with other flows",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<string?> s_costs = new("--costs")
    {
        Description = "Costs of a frame, a file like bench/simulation/Costs/wire.json",
        HelpName = "file",
    };

    private static readonly Option<string?> s_plots = new("--plots")
    {
        Description = "Directory for plots (SVG and PNG)",
        HelpName = "directory",
    };

    public static int Invoke(string[] arguments)
    {
        var root = new RootCommand("Simulates hosts of 2 to 64 CPUs with the real steering code and measured costs.")
        {
            s_scenario, s_seeds, s_costs, s_plots,
        };
        s_scenario.AcceptOnlyFromAmong("hot-spot", "cores", "flows", "overload", "all");
        s_seeds.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out int seeds) && seeds is < 1 or > 1000)
                result.AddError($"--seeds {seeds}: must be from 1 to 1000");
        });
        root.SetAction(Run);
        ParseResult parsed = root.Parse(arguments);
        int code = parsed.Invoke();
        return parsed.Errors.Count > 0 ? BadUsage : code;
    }

    private static int Run(ParseResult parsed)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfFiles;
        string scenario = parsed.GetRequiredValue(s_scenario);
        string? plots = parsed.GetValue(s_plots);
        try
        {
            StageCosts costs = parsed.GetValue(s_costs) is { } file ? StageCosts.Load(file) : StageCosts.Wire;
            if (scenario is "hot-spot" or "all") RunHotSpot(costs, parsed.GetValue(s_seeds), plots);
            if (scenario is "cores" or "all") RunSweep(Sweep.Cores, costs, plots);
            if (scenario is "flows" or "all") RunSweep(Sweep.Flows, costs, plots);
            if (scenario is "overload" or "all") RunOverload(costs);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Console.Error.WriteLine($"simulate: {e.Message}");
            return BadUsage;
        }
    }

    private static void RunHotSpot(StageCosts costs, int seeds, string? plots)
    {
        Interval[][] Runs(Func<Policy> make) =>
            [.. Enumerable.Range(1, seeds).AsParallel().AsOrdered().Select(seed => HotSpot.Simulate(make(), costs, seed))];
        var report = new HotSpotReport([.. PolicyCatalogue.All.Select(make => (make().Name, Runs(make)))]);
        AnsiConsole.MarkupLine(
            $"[bold]hot-spot[/]: {HotSpot.Workers} CPUs, {HotSpot.Flows} steady flows, one of which rises; the two seconds after that");
        Show(report.Table(), report.Plots(), plots);
    }

    private static void RunSweep(Sweep sweep, StageCosts costs, string? plots)
    {
        AnsiConsole.MarkupLine($"[bold]{sweep.Name}[/]: {sweep.Description.EscapeMarkup()}");
        var report = new SweepReport(sweep, [.. sweep.Simulate(costs, seed: 1)]);
        Show(report.Table(), report.Plots(), plots);
    }

    private static void RunOverload(StageCosts costs)
    {
        AnsiConsole.MarkupLine("[bold]overload[/]: twice what the workers can do");
        AnsiConsole.Write(OverloadReport.Table(costs));
    }

    private static void Show(Table table, IEnumerable<LinePlot> pictures, string? plots)
    {
        AnsiConsole.Write(table);
        if (plots is null) return;
        foreach (LinePlot picture in pictures) picture.Write(plots);
    }
}
