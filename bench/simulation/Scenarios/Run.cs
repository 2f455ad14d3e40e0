using Falcon.Bench.Simulation.Machine;

namespace Falcon.Bench.Simulation.Scenarios;

/// <summary>Runs a host and reports what happened meanwhile.</summary>
internal sealed class Run(SimHost host)
{
    private long _arrived;
    private long _moves;

    public Interval For(TimeSpan duration)
    {
        host.Deliveries.Restart();
        host.RunUntil(host.Now + duration.TotalNanoseconds);
        var interval = new Interval(
            duration.TotalSeconds,
            host.Arrived - _arrived,
            host.Deliveries.Count,
            host.Moves - _moves,
            host.Deliveries.Reordered,
            host.Deliveries.WaitingAt(99) / 1000.0);
        (_arrived, _moves) = (host.Arrived, host.Moves);
        return interval;
    }
}
