using System.CommandLine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Run;
using Falcon.Bench.Scenarios.Systems;
using Spectre.Console;

namespace Falcon.Bench.Scenarios.Output;

/// <summary>The options of scripts/bench.sh.</summary>
public static class CommandLine
{
    private const int BadUsage = 2;
    private const int WidthOfFiles = 120;

    private static readonly Argument<string> s_scenario = new("scenario") { Description = "A scenario's name, all, or list" };
    private static readonly Option<int> s_seconds = Number("--seconds", "Length of one measurement");
    private static readonly Option<int> s_runs = Number("--runs", "Rounds; each measures every system once");
    private static readonly Option<string?> s_json = new("--json") { Description = "File for the results", HelpName = "file" };
    private static readonly Option<string?> s_plots = new("--plots")
    {
        Description = "Directory for plots (SVG and PNG)",
        HelpName = "directory",
    };
    private static readonly Option<bool> s_ndr = new("--ndr") { Description = "Also search for the highest rate with a loss below 0.1 %" };
    private static readonly Option<string> s_peers = Names("--peers", $"More systems to compare: {Peers}");
    private static readonly Option<string> s_systems = Names("--systems", "Only these systems, such as kernel,falcon");

    private static string Peers =>
        string.Join(", ", Catalogue.Systems.Where(system => system.OnlyOnRequest).Select(system => system.Name));

    private static Option<int> Number(string name, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => 3 };

    private static Option<string> Names(string name, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => "" };

    public static async Task<int> InvokeAsync(string[] arguments, CancellationToken cancel)
    {
        var root = new RootCommand("Compares Falcon with other ways to carry a container's frames, by turns, on the same work.")
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
            if (!Environment.IsPrivilegedProcess)
                return Refuse("network namespaces need root: run this with sudo", 3);
            return await new Run.Bench(options, console).RunAsync(cancel);
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
