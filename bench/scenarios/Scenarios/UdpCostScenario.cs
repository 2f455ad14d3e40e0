using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>
/// The CPU time per datagram when every system delivers equally many. The generator's waiting does not count; its sending is part of every
/// system's cost.
/// </summary>
public abstract class UdpCostScenario : UdpScenario
{
    /// <summary>
    /// What the slowest system can deliver. Not a multiple of a tick's rate, so that samples of the CPUs do not keep step with the frames.
    /// </summary>
    private const double Rate = 100_154;

    /// <summary>A system that loses more than this did less work than the others.</summary>
    private const double LossLimit = 0.01;

    public override bool OnlyOnRequest => true;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("cost", "ns", HigherIsBetter: false)];

    public override IReadOnlyList<Metric> MetricsOf(RunContext run) => Metrics;

    protected override int Flows => 1;

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel)
    {
        Delivery delivery = await DeliverAsync(bed, run, Rate, run.Duration, cancel);
        if (delivery.Loss > LossLimit)
            throw new InvalidRunException($"{delivery.Loss:P1} of {Rate / 1000:0} kpps were lost: the systems do not deliver the same");
        CpuCost cost = delivery.Cost;
        return new Outcome
        {
            Values = new Dictionary<string, double> { [Metrics[0].Name] = cost.System },
            Loss = delivery.Loss,
            Reordered = delivery.Reordered,
            Cpu = cost,
            Stages = delivery.Stages,
        };
    }
}
