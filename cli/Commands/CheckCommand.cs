using System.CommandLine;
using Falcon.Cli.Screens;
using Falcon.Control.Daemon;
using Falcon.Control.Preflight;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon check</c>: prints what is wrong, or what <c>run</c> would do. Changes nothing.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<string> config = ConfigOption.Create();
        Command command = new(
            "check", "Validate the configuration, compare it with this host and explain what run would do; changes nothing") { config };
        command.SetAction(parse => Check(parse.GetRequiredValue(config), parse.InvocationConfiguration));
        return command;
    }

    private static int Check(string file, InvocationConfiguration io)
    {
        if (ConfigOption.Load(file, io.Error) is not { } configuration) return ExitCode.BadInput;
        PreflightReport preflight = PreflightCheck.Run(configuration, new LinuxHostProbe());
        Terminal.Show(CheckScreen.Build(configuration, preflight), io.Output);
        ConfigOption.Tell(preflight.Problems, io.Error);
        ConfigOption.Tell(preflight.Warnings, io.Error, "warning: ");
        return preflight.Problems.Count > 0 ? ExitCode.Preflight : ExitCode.Fine;
    }
}
