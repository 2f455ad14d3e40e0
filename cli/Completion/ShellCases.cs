namespace Falcon.Cli.Completion;

/// <summary>Patterns and lists for the <c>case</c> commands of the bash and zsh scripts.</summary>
internal sealed class ShellCases(IReadOnlyList<CommandNode> commands)
{
    /// <summary>The paths of all commands except the root. The script goes on below a path that it finds.</summary>
    public string Paths => Pattern(commands.Skip(1).Select(command => command.Path));

    /// <summary>Path and option where a file name follows.</summary>
    public string Files => Pattern(Before(option => option.TakesFile));

    /// <summary>Path and option where a value follows that cannot be listed.</summary>
    public string Unknown => Pattern(Before(option => option is { TakesFile: false, Values.Count: 0 }));

    /// <summary>A branch for each option with known values.</summary>
    /// <param name="list">Makes a list in the script's language.</param>
    public IEnumerable<string> Values(Func<IEnumerable<string>, string> list) =>
        from command in commands
        from option in command.Options
        where option.NeedsValue && option.Values.Count > 0
        select $"{Pattern(option.Names.Select(name => $"{command.Path} {name}"))}) {list(option.Values)} ;;";

    /// <summary>A branch for each command, with the words that may follow it.</summary>
    /// <param name="list">Makes a list of words and their meanings in the script's language.</param>
    public IEnumerable<string> Words(Func<IEnumerable<(string Word, string Meaning)>, string> list) =>
        commands.Select(command => $"{Quote(command.Path)}) {list(WordsBelow(command))} ;;");

    /// <summary>A text that the shell takes literally.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static IEnumerable<(string Word, string Meaning)> WordsBelow(CommandNode command) =>
    [
        .. command.Children.Select(child => (child.Name, child.Description ?? "")),
        .. command.Values.Select(value => (value, "")),
        .. command.Options.Select(option => (option.Names[0], option.Description)),
    ];

    private IEnumerable<string> Before(Func<OptionNode, bool> condition) =>
        from command in commands
        from option in command.Options
        where option.NeedsValue && condition(option)
        from name in option.Names
        select $"{command.Path} {name}";

    private static string Pattern(IEnumerable<string> words) => string.Join(" | ", words.Select(Quote));
}
