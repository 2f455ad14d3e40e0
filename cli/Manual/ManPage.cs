using System.CommandLine;
using Falcon.Api;
using Falcon.Cli.Commands;
using Falcon.Cli.Completion;
using Falcon.Control.Daemon;
using static Falcon.Cli.Manual.Roff;

namespace Falcon.Cli.Manual;

/// <summary>falcon(8), made from the commands.</summary>
internal static class ManPage
{
    public static string Of(IReadOnlyList<CommandNode> commands)
    {
        CommandNode root = commands[0];
        IEnumerable<string> lines =
        [
            $""".TH FALCON 8 "" "falcon {FalconVersion.Current}" """.TrimEnd(),
            ".SH NAME",
            $@"falcon \- {Text("VXLAN dataplane of a container host")}",
            ".SH SYNOPSIS",
            $"{Bold("falcon")} {Italic("COMMAND")} [{Italic("OPTION")}]...",
            ".SH DESCRIPTION",
            Text(root.Command.Description ?? ""),
            .. root.Options.SelectMany(Lines),
            ".SH COMMANDS",
            .. commands.Skip(1).SelectMany(Lines),
            ".SH EXIT STATUS",
            .. Tagged(ExitCode.Fine, "Fine."),
            .. Tagged(ExitCode.Fault, "A fault while running."),
            .. Tagged(ExitCode.BadInput, "A bad configuration or command line."),
            .. Tagged(ExitCode.Preflight, "Something is missing on this host."),
            ".SH FILES",
            ".TP", Italic(ConfigOption.DefaultFile), "The configuration.",
            ".TP", Italic(AdminPaths.DefaultSocket), "The daemon's admin socket.",
            ".SH SIGNALS",
            ".TP", Bold("SIGHUP"), Text("The daemon reads its configuration again, as for falcon reload."),
            ".TP", Bold("SIGTERM, SIGINT"), "The daemon removes what it made and ends.",
        ];
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Lines(CommandNode command) =>
    [
        $""".SS "{Text(command.Path)}{string.Concat(command.Command.Arguments.Select(Placeholder))}" """.TrimEnd(),
        Sentence(command.Command.Description ?? ""),
        .. command.Options.Where(option => option.Names[0] != "--help").SelectMany(Lines),
    ];

    private static string Placeholder(Argument argument)
    {
        string name = Italic(argument.Name.ToUpperInvariant());
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}";
    }

    private static IEnumerable<string> Lines(OptionNode option) =>
        [".TP", $"{string.Join(", ", option.Names.Select(Bold))}{Value(option)}", Sentence(option.Description)];

    private static string Value(OptionNode option) => option switch
    {
        { TakesValue: false } => "",
        { NeedsValue: false } => $" [{Italic(option.ValueName)}]",
        _ => $" {Italic(option.ValueName)}",
    };

    private static IEnumerable<string> Tagged(int code, string meaning) => [".TP", Bold($"{code}"), Text(meaning)];

    private static string Sentence(string text) => Text(text.EndsWith('.') || text.Length == 0 ? text : $"{text}.");
}
