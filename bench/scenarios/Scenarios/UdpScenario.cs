using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Statistics;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Pktgen;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>Datagrams from the wire to an application in a container, as many as can be sent.</summary>
public abstract class UdpScenario : Scenario
{
    internal const int Port = 9000;
    private static readonly Metric s_rate = new("delivered", "Mpps");
    private static readonly Metric s_ndr = new("ndr", "Mpps");
    private static readonly TimeSpan s_drain = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_startUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longestTrial = TimeSpan.FromSeconds(1);

    public override Topology Topology => Topology.Wire;

    public override IReadOnlyList<Metric> Metrics => [s_rate];

    public override string Item => "datagram";

    protected abstract int Flows { get; }

    protected abstract int PayloadBytes { get; }

    /// <summary>Whether the application sets UDP_GRO on its socket and gets trains whole.</summary>
    protected virtual bool ReceiverTakesTrains => false;

    public override IReadOnlyList<Metric> MetricsOf(RunContext run) => run.Ndr ? [s_rate, s_ndr] : [s_rate];

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel)
    {
        Delivery unlimited = await DeliverAsync(bed, run, null, run.Duration, cancel);
        var values = new Dictionary<string, double> { [s_rate.Name] = unlimited.Rate / 1e6 };
        if (run.Ndr)
            values[s_ndr.Name] = await FindNdrAsync(bed, run, unlimited.Rate, cancel) / 1e6;
        return new Outcome
        {
            Values = values,
            Loss = unlimited.Loss,
            Reordered = unlimited.Reordered,
            Cpu = unlimited.Cost,
            Stages = unlimited.Stages,
        };
    }

    /// <summary>Overload costs deliveries: without loss a system may carry more than it delivers under an unlimited load.</summary>
    private Task<double> FindNdrAsync(Testbed bed, RunContext run, double delivered, CancellationToken cancel)
    {
        TimeSpan duration = run.Duration < s_longestTrial ? run.Duration : s_longestTrial;
        return NdrSearch.FindAsync(delivered * 1.25, async rate => (await DeliverAsync(bed, run, rate, duration, cancel)).Loss, 0.03);
    }

    /// <summary>Sends for a while and sees what arrives.</summary>
    /// <param name="bed">Where.</param>
    /// <param name="run">On which CPUs.</param>
    /// <param name="rate">Datagrams per second; null for all that can be sent.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancel">Ends it.</param>
    protected async Task<Delivery> DeliverAsync(Testbed bed, RunContext run, double? rate, TimeSpan duration, CancellationToken cancel)
    {
        var flood = new Flood(Flows, PayloadBytes, rate, duration);
        await using Sink sink = await Sink.StartAsync(bed.Server, Port, run.ReceiverCpu, ReceiverTakesTrains, cancel);
        StageTimes? before = await StageTimes.ReadAsync(bed, cancel);
        await using var generator = Generator.Start(bed, bed.Server, Port, flood, run.SenderCpu);
        CpuWindow cpu = await CpuWindow.WatchAsync(s_startUp + (duration * 0.15), duration * 0.5, generator.Id, run.SenderCpu, cancel);
        GeneratorReport sent = await generator.FinishAsync(cancel);
        await Task.Delay(s_drain, cancel);
        SinkReport report = await sink.FinishAsync(cancel);
        if (report.Datagrams == 0)
            throw new InvalidRunException("nothing was delivered");
        StageTimes? after = await StageTimes.ReadAsync(bed, cancel);
        return new Delivery(sent, report, cpu, StageTimes.PerItem(before, after, report.Datagrams));
    }

    /// <summary>What was sent, what arrived, and what it cost.</summary>
    protected sealed record Delivery(GeneratorReport Sent, SinkReport Report, CpuWindow Cpu, IReadOnlyDictionary<string, double> Stages)
    {
        /// <summary>What still waited in buffers when the generator ended counts with the time it took.</summary>
        public double Rate => Report.Datagrams / Math.Max(Sent.Seconds, Report.Seconds);

        public double Reordered => (double)Report.Reordered / Report.Datagrams;

        /// <summary>Of a datagram, by what the CPUs did.</summary>
        public CpuCost Cost => Cpu.PerItem(Rate, Sent.Waiting());

        public double Loss => Math.Max(0, 1 - ((double)Report.Datagrams / Sent.Frames));
    }
}
