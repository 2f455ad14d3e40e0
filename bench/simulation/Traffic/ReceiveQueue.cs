using Falcon.Bench.Simulation.Machine;

namespace Falcon.Bench.Simulation.Traffic;

/// <summary>
/// A receive ring that a network card fills at random times (Poisson) with frames of the flows that hash to it. Arrivals are drawn when
/// needed.
/// </summary>
internal sealed class ReceiveQueue(int capacity, Random random)
{
    private readonly Queue<SimFrame> _ring = [];
    private int[] _flows = [];
    private int[] _sequences = [];
    private AliasTable _choice = new([1]);
    private double _rate;

    /// <summary>When the next frame arrives, in nanoseconds; infinite when none will.</summary>
    public double NextArrival { get; private set; } = double.PositiveInfinity;

    public long Arrived { get; private set; }

    public long Dropped { get; private set; }

    /// <summary>Sets the flows of this queue from now on, and their rates.</summary>
    /// <param name="now">The current time in nanoseconds.</param>
    /// <param name="flows">Indices of this queue's flows.</param>
    /// <param name="all">All flows.</param>
    /// <param name="sequences">The next sequence number of each flow; shared.</param>
    public void SetFlows(double now, int[] flows, Flow[] all, int[] sequences)
    {
        Advance(now);
        _flows = flows;
        _sequences = sequences;
        _rate = flows.Sum(flow => all[flow].Rate) / 1e9;
        if (flows.Length > 0) _choice = new AliasTable([.. flows.Select(flow => all[flow].Rate)]);
        NextArrival = now + Gap();
    }

    /// <summary>Takes frames that have arrived.</summary>
    public void Take(double now, int atMost, List<SimFrame> into)
    {
        Advance(now);
        for (; atMost > 0 && _ring.TryDequeue(out SimFrame frame); atMost--) into.Add(frame);
    }

    /// <summary>Lets frames arrive.</summary>
    public void Advance(double now)
    {
        for (; NextArrival <= now; NextArrival += Gap())
        {
            Arrived++;
            if (_ring.Count == capacity)
            {
                Dropped++;
                continue;
            }

            int flow = _flows[_choice.Draw(random)];
            _ring.Enqueue(new SimFrame(flow, _sequences[flow]++, NextArrival));
        }
    }

    private double Gap() => _rate == 0 ? double.PositiveInfinity : -Math.Log(1 - random.NextDouble()) / _rate;
}
