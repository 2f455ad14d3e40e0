using System.Runtime.InteropServices;
using Falcon.Bench.Scenarios.Output;
using Falcon.Bench.Scenarios.Run;

if (SmallRoles.TryRun(args, out int code))
    return code;

// Ctrl-C and SIGTERM end the measurement, not the process: labs must be removed first. A second Ctrl-C has no effect.
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
return await CommandLine.InvokeAsync(args, stop.Token);
