using System.CommandLine;
using Falcon.Cli.Screens;
using Falcon.Control.Daemon;
using Falcon.Control.Preflight;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon check</c>: what is wrong, or what would be done. Touches nothing.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<string> config = ConfigOption.Create();
        Command command = new("check", "Validate the configuration, hold it against this host and explain what run would do; touches nothing") { config };
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
