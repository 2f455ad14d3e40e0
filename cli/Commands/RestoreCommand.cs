using System.CommandLine;
using Falcon.Api;
using Falcon.Control.Cgroups;
using Falcon.Control.Daemon;

namespace Falcon.Cli.Commands;

/// <summary><c>falcon restore</c>: restores the CPU limits that a killed daemon left lowered. For systemd's ExecStopPost.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        Option<string> socket = AdminOptions.Socket();
        Command command = new("restore", "Restore the CPU limits of cgroups that a killed daemon left lowered") { socket };
        command.SetAction(parse =>
        {
            InvocationConfiguration io = parse.InvocationConfiguration;
            try
            {
                foreach (string line in CgroupRecovery.Run(parse.GetRequiredValue(socket))) io.Output.WriteLine(line);
                return ExitCode.Fine;
            }
            catch (AdminException e)
            {
                io.Error.WriteLine($"falcon: {e.Message}");
                return ExitCode.Fault;
            }
        });
        return command;
    }
}
