using System.CommandLine;
using Falcon.Api;
using Falcon.Control.Daemon;

namespace Falcon.Cli.Commands;

/// <summary>What the commands share that ask a running daemon.</summary>
internal static class AdminOptions
{
    public static Option<string> Socket() => new("--socket", "-s")
    {
        Description = "The daemon's admin socket",
        HelpName = "PATH",
        DefaultValueFactory = _ => AdminPaths.DefaultSocket,
    };

    public static Option<bool> Json() => new("--json") { Description = "Print the daemon's JSON" };

    /// <summary>Asks the daemon. A failure is printed as one line and gives <see cref="ExitCode.Fault"/>.</summary>
    public static async Task<int> AskAsync(string socket, TextWriter error, Func<AdminClient, Task> ask, TimeSpan? patience = null)
    {
        using AdminClient client = new(socket, patience);
        try
        {
            await ask(client);
            return ExitCode.Fine;
        }
        catch (AdminException e)
        {
            await error.WriteLineAsync($"falcon: {e.Message}");
            return ExitCode.Fault;
        }
    }
}
