using System.CommandLine;
using System.CommandLine.Completions;

namespace Falcon.Cli.Completion;

/// <summary>A command as the user types it. Completion scripts and the man page are made from all of them.</summary>
/// <param name="Path">Such as <c>falcon pktgen sink</c>.</param>
/// <param name="Command">The command.</param>
/// <param name="Options">Its options, including those that all commands have.</param>
internal sealed record CommandNode(string Path, Command Command, IReadOnlyList<OptionNode> Options)
{
    /// <summary>The subcommands.</summary>
    public IEnumerable<Command> Children => Command.Subcommands.Where(child => !child.Hidden);

    /// <summary>The possible values of its argument, if they can be listed.</summary>
    public IEnumerable<string> Values =>
        Command.Arguments.SelectMany(argument => argument.GetCompletions(CompletionContext.Empty)).Select(value => value.Label);

    /// <summary>The root and all commands below it, parents first.</summary>
    public static IReadOnlyList<CommandNode> All(RootCommand root) => [.. Walk("falcon", root, [])];

    private static IEnumerable<CommandNode> Walk(string path, Command command, IReadOnlyList<Option> inherited)
    {
        Option[] own = [.. command.Options.Where(option => !option.Hidden)];
        CommandNode node = new(path, command, [.. own.Concat(inherited).Select(option => new OptionNode(option))]);
        Option[] bequeathed = [.. inherited, .. own.Where(option => option.Recursive)];
        return node.Children.SelectMany(child => Walk($"{path} {child.Name}", child, bequeathed)).Prepend(node);
    }
}
