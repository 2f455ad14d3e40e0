using System.CommandLine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Run;
using Falcon.Bench.Scenarios.Systems;
using Spectre.Console;

namespace Falcon.Bench.Scenarios.Output;

/// <summary>What scripts/bench.sh accepts.</summary>
public static class CommandLine
{
    private const int BadUsage = 2;
    private const int WidthOfFiles = 120;

    private static readonly Argument<string> s_scenario = new("scenario") { Description = "A scenario's name, all, or list" };
    private static readonly Option<int> s_seconds = new("--seconds") { Description = "Length of one measurement", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> s_runs = new("--runs") { Description = "Rounds; each measures every system once", DefaultValueFactory = _ => 3 };
    private static readonly Option<string?> s_json = new("--json") { Description = "File for the results", HelpName = "file" };
    private static readonly Option<string?> s_plots = new("--plots") { Description = "Directory for plots (SVG and PNG)", HelpName = "directory" };
    private static readonly Option<bool> s_ndr = new("--ndr") { Description = "Also search for the highest rate with a loss below 0.1 %" };
    private static readonly Option<string> s_peers = new("--peers") { Description = $"More systems to compare: {string.Join(", ", Catalogue.Systems.Where(system => system.OnlyOnRequest).Select(system => system.Name))}", DefaultValueFactory = _ => "" };
    private static readonly Option<string> s_systems = new("--systems") { Description = "Only these systems, such as kernel,falcon", DefaultValueFactory = _ => "" };

    public static async Task<int> InvokeAsync(string[] arguments, CancellationToken cancel)
    {
        var root = new RootCommand("Compares Falcon with what else carries a container's frames, in turns, on the same work.")
        {
            s_scenario, s_seconds, s_runs, s_json, s_plots, s_ndr, s_peers, s_systems,
        };
        s_seconds.Validators.Add(result => RequirePositive(result, s_seconds));
        s_runs.Validators.Add(result => RequirePositive(result, s_runs));
        root.SetAction(RunAsync);
        ParseResult parsed = root.Parse(arguments);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, cancel);
        return parsed.Errors.Count > 0 ? BadUsage : code;
    }

    private static void RequirePositive(System.CommandLine.Parsing.OptionResult result, Option<int> option)
    {
        if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out int value) && value is < 1 or > 3600)
            result.AddError($"{option.Name} {value}: must be from 1 to 3600");
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        BenchOptions options = Read(parsed);
        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = WidthOfFiles;
        if (options.Scenario == "list")
            return List(console);
        try
        {
            Catalogue.Find(options.Scenario);
            Catalogue.Select(options.Systems, options.Peers);
            return Environment.IsPrivilegedProcess ? await new Run.Bench(options, console).RunAsync(cancel) : Refuse("network namespaces need root: run this with sudo", 3);
        }
        catch (ArgumentException e)
        {
            return Refuse(e.Message, BadUsage);
        }
    }

    private static BenchOptions Read(ParseResult parsed) => new()
    {
        Scenario = parsed.GetRequiredValue(s_scenario),
        Seconds = parsed.GetValue(s_seconds),
        Runs = parsed.GetValue(s_runs),
        Json = parsed.GetValue(s_json),
        Plots = parsed.GetValue(s_plots),
        Ndr = parsed.GetValue(s_ndr),
        Peers = Names(parsed.GetValue(s_peers)),
        Systems = Names(parsed.GetValue(s_systems)),
    };

    private static string[] Names(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Refuse(string reason, int code)
    {
        Console.Error.WriteLine($"bench: {reason}");
        return code;
    }

    private static int List(IAnsiConsole console)
    {
        Table scenarios = new Table().Border(TableBorder.Simple).AddColumns("scenario", "what it measures");
        foreach (Scenario scenario in Catalogue.Scenarios)
            scenarios.AddRow(scenario.Name, (scenario.Description + (scenario.OnlyOnRequest ? " (not in all)" : "")).EscapeMarkup());
        Table systems = new Table().Border(TableBorder.Simple).AddColumns("system", "what is compared");
        foreach (SystemUnderTest system in Catalogue.Systems)
            systems.AddRow(system.Name, (system.Description + (system.OnlyOnRequest ? $" (--peers {system.Name})" : "")).EscapeMarkup());
        console.Write(scenarios);
        console.Write(systems);
        return 0;
    }
}
