using System.Globalization;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Pktgen;
using Falcon.Testing;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary><c>falcon pktgen</c> on the wire: frames for an endpoint, dressed as its system wants them.</summary>
public sealed class Generator : IAsyncDisposable
{
    /// <summary>A generator that falls short of the asked rate by more than this did not measure what was asked.</summary>
    private const double Tolerance = 0.03;

    private readonly RunningCommand _process;
    private readonly Flood _flood;

    private Generator(RunningCommand process, Flood flood)
    {
        _process = process;
        _flood = flood;
    }

    public int Id => _process.Pid;

    public bool IsRunning => !_process.HasEnded;

    /// <summary>Ends it before its time is over.</summary>
    /// <exception cref="InvalidRunException">It failed, or could not keep the asked rate.</exception>
    public async Task<GeneratorReport> StopAsync(CancellationToken cancel) => Check(await _process.TerminateAsync(cancel));

    public static Generator Start(Testbed bed, Endpoint target, int port, Flood flood, int cpu)
    {
        Command command = new Command(Repository.Falcon, [.. Arguments(bed, target, port, flood, cpu)]).OnCpu(cpu).In(bed.Wire.Netns);
        return new Generator(command.Start(), flood);
    }

    /// <summary>Waits until all is sent.</summary>
    /// <exception cref="InvalidRunException">It failed, or could not keep the asked rate.</exception>
    public async Task<GeneratorReport> FinishAsync(CancellationToken cancel) =>
        Check(await _process.EndsAsync(_flood.Duration + TimeSpan.FromSeconds(15), cancel));

    private GeneratorReport Check(CommandResult result)
    {
        if (result.ExitCode != 0)
            throw new InvalidRunException($"falcon pktgen failed: {result.Reason}");
        GeneratorReport report = PktgenJson.Generator(result.Output);
        if (report.Frames == 0)
            throw new InvalidRunException("falcon pktgen sent nothing");
        if (_flood.Rate is { } asked && report.OfferedRate() < asked * (1 - Tolerance))
        {
            throw new InvalidRunException(
                $"the generator could not keep the asked rate: {report.OfferedRate() / 1e3:0} of {asked / 1e3:0} kpps");
        }

        return report;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static IEnumerable<string> Arguments(Testbed bed, Endpoint target, int port, Flood flood, int cpu)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string[] pace = flood.Rate is { } rate ? ["--rate", rate.ToString("0", invariant)] : [];
        string[] overlay = bed.Vni is not { } vni ? [] :
        [
            "--vxlan-vni", vni.ToString(invariant),
            "--outer-to-mac", bed.Uplink.Mac, "--outer-from", bed.Wire.Address, "--outer-to", bed.Uplink.Address,
        ];
        return
        [
            "pktgen", "--device", bed.Wire.Device, "--cpu", cpu.ToString(invariant),
            "--to-mac", target.Mac, "--from-ip", bed.Vni is null ? bed.Wire.Address : SenderAddress, "--to-ip", target.Address,
            "--port", port.ToString(invariant), "--flows", flood.Flows.ToString(invariant), "--size",
            flood.PayloadBytes.ToString(invariant),
            "--seconds", flood.Duration.TotalSeconds.ToString("0.###", invariant), .. pace, .. overlay, "--json",
        ];
    }

    /// <summary>A container that could live on the other host but does not: nothing answers for it.</summary>
    private const string SenderAddress = "192.168.100.29";
}
