using System.Globalization;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary><c>falcon pktgen</c> on the wire: frames for an endpoint, dressed as its system wants them.</summary>
public sealed class Generator : IAsyncDisposable
{
    /// <summary>A generator that falls short of the asked rate by more than this did not measure what was asked.</summary>
    private const double Tolerance = 0.03;

    private readonly ChildProcess _process;
    private readonly Flood _flood;

    private Generator(ChildProcess process, Flood flood)
    {
        _process = process;
        _flood = flood;
    }

    public int Id => _process.Id;

    public bool IsRunning => _process.IsRunning;

    public static Generator Start(Testbed bed, Endpoint target, int port, Flood flood, int cpu)
    {
        Command command = new Command(Repository.Falcon, [.. Arguments(bed, target, port, flood)]).OnCpu(cpu).In(bed.Wire.Netns);
        return new Generator(ChildProcess.Start(command), flood);
    }

    /// <summary>Waits until all is sent.</summary>
    /// <exception cref="InvalidRunException">It failed, or could not keep the asked rate.</exception>
    public async Task<GeneratorReport> FinishAsync(CancellationToken cancel)
    {
        CommandResult result = await _process.WaitAsync(_flood.Duration + TimeSpan.FromSeconds(15), cancel);
        if (result.ExitCode != 0)
            throw new InvalidRunException($"falcon pktgen failed: {result.Reason}");
        GeneratorReport report = GeneratorReport.Parse(result.Output);
        if (report.Sent == 0)
            throw new InvalidRunException("falcon pktgen sent nothing");
        if (_flood.Rate is { } asked && report.Rate < asked * (1 - Tolerance))
            throw new InvalidRunException($"the generator could not keep the asked rate: {report.Rate / 1e3:0} of {asked / 1e3:0} kpps");
        return report;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static IEnumerable<string> Arguments(Testbed bed, Endpoint target, int port, Flood flood)
    {
        yield return "pktgen";
        foreach ((string option, string? value) in Options(bed, target, port, flood))
        {
            if (value is null)
                continue;
            yield return option;
            yield return value;
        }

        yield return "--json";
    }

    private static IEnumerable<(string Option, string? Value)> Options(Testbed bed, Endpoint target, int port, Flood flood)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        yield return ("--device", bed.Wire.Device);
        yield return ("--flows", flood.Flows.ToString(invariant));
        yield return ("--size", flood.PayloadBytes.ToString(invariant));
        yield return ("--rate", flood.Rate?.ToString("0", invariant));
        yield return ("--seconds", flood.Duration.TotalSeconds.ToString("0.###", invariant));
        yield return ("--port", port.ToString(invariant));
        yield return ("--dst-ip", target.Address);
        yield return ("--dst-mac", target.Mac);
        if (bed.Vni is not { } vni)
        {
            yield return ("--src-ip", bed.Wire.Address);
            yield break;
        }

        yield return ("--src-ip", SenderAddress);
        yield return ("--vni", vni.ToString(invariant));
        yield return ("--outer-mac", bed.Uplink.Mac);
        yield return ("--outer-src", bed.Wire.Address);
        yield return ("--outer-dst", bed.Uplink.Address);
    }

    /// <summary>A container that could live on the other host but does not: nothing answers for it.</summary>
    private const string SenderAddress = "192.168.100.29";
}
