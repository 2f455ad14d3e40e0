using System.CommandLine;
using System.Text.Json;
using Falcon.Api;
using Falcon.Api.Catalogue;
using Falcon.Cli.Screens;
using Falcon.Control.Configuration;
using Falcon.Control.Daemon;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon explain NAME</c>: what a drop reason, a metric or an event means. Needs no daemon.</summary>
internal static class ExplainCommand
{
    private const int MostSuggestions = 6;

    public static Command Create()
    {
        Argument<string?> name = new("name")
        {
            Description = "A drop reason, alone or as STAGE/REASON, a metric or an event; all names are listed without it",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add(_ => Explanation.All.Names.Select(known => new System.CommandLine.Completions.CompletionItem(known)));
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command command = new("explain", "Say what a drop reason, a metric or an event means, and what to do about it") { name, json };
        command.SetAction(parse => Explain(parse.GetValue(name), parse.GetValue(json), parse.InvocationConfiguration));
        return command;
    }

    private static int Explain(string? name, bool json, InvocationConfiguration io)
    {
        Explanation? found = name is null ? Explanation.All : Explanation.Of(name);
        if (found is null)
        {
            io.Error.WriteLine($"falcon: '{name}' is no drop reason, metric or event; {Suggestions(name!)}");
            return ExitCode.BadInput;
        }

        if (json) io.Output.WriteLine(JsonSerializer.Serialize(found, AdminJson.Default.Explanation));
        else Terminal.Show(name is null ? ExplainScreen.Names() : ExplainScreen.Build(found), io.Output);
        return ExitCode.Fine;
    }

    private static string Suggestions(string name)
    {
        string reason = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        string[] near = [.. SameReason(reason).Concat(Containing(name)).Concat(Suggestion.Near(reason, Explanation.All.Names)).Distinct()];
        return near.Length == 0
            ? "`falcon explain` lists the names"
            : $"did you mean {Suggestion.OneOf([.. near.Take(MostSuggestions)])}?";
    }

    /// <summary>The same reason of other stages.</summary>
    private static IEnumerable<string> SameReason(string reason) =>
        DropCatalogue.All.Where(drop => drop.Name == reason).Select(drop => drop.FullName);

    private static IEnumerable<string> Containing(string name) => name.Length < 3
        ? []
        : Explanation.All.Names.Where(known => known.Contains(name, StringComparison.OrdinalIgnoreCase));
}
