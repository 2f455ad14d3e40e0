using System.CommandLine;
using System.CommandLine.Parsing;
using Falcon.Cli.Commands;
using Falcon.Cli.Completion;
using Falcon.Cli.Demo;
using Falcon.Cli.Manual;
using Falcon.Cli.Pktgen;
using Falcon.Control.Daemon;

namespace Falcon.Cli;

/// <summary>The commands of <c>falcon</c>. All are registered here.</summary>
public static class FalconCommandLine
{
    /// <summary>How long a command may clean up after SIGINT or SIGTERM before the process ends.</summary>
    private static readonly TimeSpan s_cleanUpTime = TimeSpan.FromSeconds(15);

    /// <summary>The command tree.</summary>
    public static RootCommand Create() => new("Falcon carries the VXLAN overlay of a container host in user space.")
    {
        RunCommand.Create(),
        CheckCommand.Create(),
        StatusCommand.Create(),
        FdbCommand.Create(),
        BillCommand.Create(),
        ExplainCommand.Create(),
        ReloadCommand.Create(),
        RestoreCommand.Create(),
        DemoCommand.Create(),
        PktgenCommand.Create(),
        CompletionCommand.Create(Create),
        ManCommand.Create(Create),
    };

    /// <summary>Parses the arguments and runs the command.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="output">Receives the results.</param>
    /// <param name="error">Receives failures, one line each.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(error);
        RootCommand root = Create();
        InvocationConfiguration invocation = new() { Output = output, Error = error, ProcessTerminationTimeout = s_cleanUpTime };
        if (args.Count == 0)
        {
            await root.Parse("--help").InvokeAsync(invocation);
            return ExitCode.BadInput;
        }
        ParseResult result = root.Parse(args);
        if (result.Errors.Count == 0) return await result.InvokeAsync(invocation);
        foreach (ParseError problem in result.Errors) await error.WriteLineAsync($"falcon: {problem.Message}");
        await error.WriteLineAsync($"falcon: see {CommandPath(result.CommandResult)} --help");
        return ExitCode.BadInput;
    }

    private static string CommandPath(CommandResult command) =>
        command.Parent is CommandResult ? $"falcon {command.Command.Name}" : "falcon";
}
