namespace Falcon.Cli.Completion;

/// <summary>The completion script for fish.</summary>
internal static class FishCompletion
{
    public static string Script(IReadOnlyList<CommandNode> commands) => $$"""
        # Completion of falcon for fish, printed by `falcon completion fish`.
        function __falcon_at
            set -l at falcon
            for word in (commandline -opc)[2..]
                switch "$at $word"
                    case {{string.Join(' ', commands.Skip(1).Select(command => Quote(command.Path)))}}
                        set at "$at $word"
                end
            end
            test "$at" = "$argv"
        end
        complete -c falcon -f
        {{string.Join('\n', commands.SelectMany(Lines))}}
        """;

    private static IEnumerable<string> Lines(CommandNode command)
    {
        string begin = $"complete -c falcon -n {Quote($"__falcon_at {command.Path}")}";
        return
        [
            .. command.Children.Select(child => $"{begin} -a {Quote(child.Name)} -d {Quote(child.Description ?? "")}"),
            .. command.Values.Select(value => $"{begin} -a {Quote(value)}"),
            .. command.Options.Select(option => $"{begin}{Names(option)}{Value(option)} -d {Quote(option.Description)}"),
        ];
    }

    private static string Names(OptionNode option) =>
        string.Concat(option.Names.Select(name => name[1] == '-' ? $" -l {name[2..]}" : $" -s {name[1..]}"));

    /// <summary>Says nothing of an optional value: fish would take the next word for it.</summary>
    private static string Value(OptionNode option) => option switch
    {
        { NeedsValue: false } => "",
        { TakesFile: true } => " -r -F",
        { Values.Count: > 0 } => $" -x -a {Quote(string.Join(' ', option.Values))}",
        _ => " -x",
    };

    private static string Quote(string text) =>
        $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";
}
