using System.CommandLine;
using System.CommandLine.Completions;

namespace Falcon.Cli.Completion;

/// <summary>A command as one types it, for what is made of all of them: completion scripts and the man page.</summary>
/// <param name="Path">Such as <c>falcon pktgen sink</c>.</param>
/// <param name="Command">The command.</param>
/// <param name="Options">Its options, those included that all commands have.</param>
internal sealed record CommandNode(string Path, Command Command, IReadOnlyList<OptionNode> Options)
{
    /// <summary>The commands right below.</summary>
    public IEnumerable<Command> Children => Command.Subcommands.Where(child => !child.Hidden);

    /// <summary>The values that its argument may have, where they can be listed.</summary>
    public IEnumerable<string> Values =>
        Command.Arguments.SelectMany(argument => argument.GetCompletions(CompletionContext.Empty)).Select(value => value.Label);

    /// <summary>The root and all below it, parents first.</summary>
    public static IReadOnlyList<CommandNode> All(RootCommand root) => [.. Walk("falcon", root, [])];

    private static IEnumerable<CommandNode> Walk(string path, Command command, IReadOnlyList<Option> inherited)
    {
        Option[] own = [.. command.Options.Where(option => !option.Hidden)];
        CommandNode node = new(path, command, [.. own.Concat(inherited).Select(option => new OptionNode(option))]);
        Option[] bequeathed = [.. inherited, .. own.Where(option => option.Recursive)];
        return node.Children.SelectMany(child => Walk($"{path} {child.Name}", child, bequeathed)).Prepend(node);
    }
}
