using System.CommandLine;
using System.Runtime.InteropServices;
using Falcon.Cli.Screens;
using Falcon.Control.Daemon;
using Spectre.Console;

namespace Falcon.Cli.Demo;

/// <summary>
/// <c>falcon demo</c>: two hosts with one container each, in their own network namespaces. One host runs Falcon, the other the kernel's
/// VXLAN. Exit codes: 0 all steps passed, 1 a step failed, 3 the machine lacks something, 130 interrupted.
/// </summary>
internal static class DemoCommand
{
    private const int Interrupted = 130;

    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the hosts and containers standing and say how to enter them" };
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long each TCP and UDP run takes",
            DefaultValueFactory = _ => 3,
        };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 600)
                result.AddError("--seconds must be from 1 to 600.");
        });
        var lane = new Option<string>("--lane") { Description = "Falcon's port lane", DefaultValueFactory = _ => "packet" };
        lane.AcceptOnlyFromAmong("packet", "xdp");

        var command = new Command("demo", "Connect a container behind Falcon with one behind the kernel's VXLAN, and show what flows")
        {
            keep, seconds, lane,
        };
        command.SetAction(parsed =>
        {
            DemoOptions options = new(parsed.GetValue(keep), parsed.GetValue(seconds), parsed.GetRequiredValue(lane));
            return Run(options, parsed.InvocationConfiguration);
        });
        return command;
    }

    // Signals are handled here. System.CommandLine would end the process before everything is removed.
    private static int Run(DemoOptions options, InvocationConfiguration io)
    {
        if (Preflight.Missing() is { } missing)
        {
            io.Error.WriteLine($"falcon demo: {missing}");
            return ExitCode.Preflight;
        }

        using var interrupt = new CancellationTokenSource();
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupt.Cancel();
        }

        using var sigint = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using var sighup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);

        bool passed = new DemoRun(options, Display(io.Output), io.Output).RunAsync(interrupt.Token).GetAwaiter().GetResult();
        return interrupt.IsCancellationRequested ? Interrupted : passed ? ExitCode.Fine : ExitCode.Fault;
    }
    private static IDemoDisplay Display(TextWriter output)
    {
        IAnsiConsole console = Terminal.On(output);
        return console.Profile.Capabilities.Ansi ? new TerminalDisplay(console) : new PlainDisplay(output);
    }
}
