using System.CommandLine;

namespace Falcon.Cli.Completion;

/// <summary><c>falcon completion SHELL</c>: prints the script with which a shell completes falcon's commands and options.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, Func<IReadOnlyList<CommandNode>, string>> s_shells = new()
    {
        ["bash"] = BashCompletion.Script,
        ["zsh"] = ZshCompletion.Script,
        ["fish"] = FishCompletion.Script,
    };

    /// <param name="root">Returns the root once all commands are added.</param>
    public static Command Create(Func<RootCommand> root)
    {
        Argument<string> shell = new("shell") { Description = "For which shell" };
        shell.AcceptOnlyFromAmong([.. s_shells.Keys]);
        Command command = new("completion", "Print the completion script of a shell") { shell };
        command.SetAction(parse =>
            parse.InvocationConfiguration.Output.WriteLine(s_shells[parse.GetRequiredValue(shell)](CommandNode.All(root()))));
        return command;
    }
}
