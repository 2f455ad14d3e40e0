using System.CommandLine;
using Falcon.Cli.Completion;

namespace Falcon.Cli.Manual;

/// <summary><c>falcon man</c>: prints the man page.</summary>
internal static class ManCommand
{
    /// <param name="root">Returns the root once all commands are added.</param>
    public static Command Create(Func<RootCommand> root)
    {
        Command command = new("man", "Print the man page, for falcon.8 in a directory of man pages");
        command.SetAction(parse => parse.InvocationConfiguration.Output.WriteLine(ManPage.Of(CommandNode.All(root()))));
        return command;
    }
}
