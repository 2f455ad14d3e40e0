using System.CommandLine;
using Falcon.Api;
using Falcon.Control.Daemon;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon reload</c>: makes the daemon read its configuration again.</summary>
internal static class ReloadCommand
{
    /// <summary>Changing a device takes some hundredths of a second, and there may be many.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        Option<string> socket = AdminOptions.Socket();
        Option<bool> dryRun = new("--dry-run") { Description = "Only say what would change, or why nothing could" };
        const string Description =
            "Make the daemon read its configuration again: overlays, peers, ports and budgets change while frames flow";
        Command command = new("reload", Description) { dryRun, socket };
        command.SetAction(async (parse, cancellation) =>
        {
            InvocationConfiguration io = parse.InvocationConfiguration;
            int code = ExitCode.Fine;
            int asked = await AdminOptions.AskAsync(
                parse.GetRequiredValue(socket),
                io.Error,
                async client => code = Tell(await client.ReloadAsync(parse.GetValue(dryRun), cancellation), io),
                s_patience);
            return asked == ExitCode.Fine ? code : asked;
        });
        return command;
    }

    private static int Tell(ReloadReport report, InvocationConfiguration io)
    {
        foreach (string problem in report.Problems) io.Error.WriteLine(problem);
        if (!report.Accepted) return ExitCode.BadInput;
        if (report.Changes.Count == 0) io.Output.WriteLine("nothing to change");
        foreach (string change in report.Changes) io.Output.WriteLine(change);
        foreach (string port in report.PortsDown)
        {
            if (!report.Changes.Any(change => change.EndsWith(port, StringComparison.Ordinal))) io.Output.WriteLine($"still down: {port}");
        }

        return ExitCode.Fine;
    }
}
