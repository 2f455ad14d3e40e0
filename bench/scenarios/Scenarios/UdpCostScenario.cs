using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>
/// What all CPUs spend on a datagram when every system delivers the same number of them. The generator's waiting is left out; its
/// sending is in every system's cost.
/// </summary>
public abstract class UdpCostScenario : UdpScenario
{
    /// <summary>What the slowest system can deliver, and no multiple of any tick: samples of the CPUs must not keep step with the frames.</summary>
    private const double Rate = 100_154;

    /// <summary>A system that loses more did less work than the others.</summary>
    private const double LossLimit = 0.01;

    public override bool OnlyOnRequest => true;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("cost", "ns", HigherIsBetter: false)];

    public override IReadOnlyList<Metric> MetricsOf(RunContext run) => Metrics;

    protected override int Flows => 1;

    public override async Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel)
    {
        Delivery delivery = await DeliverAsync(bed, run, Rate, run.Duration, cancel);
        if (delivery.Loss > LossLimit)
            throw new InvalidRunException($"{delivery.Loss:P1} of {Rate / 1000:0} kpps were lost: what is delivered is not the same");
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
