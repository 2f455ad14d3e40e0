using System.CommandLine;
using Falcon.Control.Daemon;
using Falcon.Control.Preflight;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon run</c>: the daemon in the foreground.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<string> config = ConfigOption.Create();
        Command command = new("run", "Run the daemon in the foreground, as systemd wants it") { config };
        command.SetAction((parse, stop) => RunAsync(parse.GetRequiredValue(config), parse.InvocationConfiguration.Error, stop));
        return command;
    }

    private static async Task<int> RunAsync(string file, TextWriter error, CancellationToken stop)
    {
        if (ConfigOption.Load(file, error) is not { } configuration) return ExitCode.BadInput;
        PreflightReport preflight = PreflightCheck.Run(configuration, new LinuxHostProbe());
        ConfigOption.Tell(preflight.Problems, error);
        return preflight.Problems.Count > 0
            ? ExitCode.Preflight
            : await FalconDaemon.RunAsync(configuration, EngineDataplane.Start, error, stop);
    }
}
