using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Workers;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Balancing;

/// <summary>
/// Changes how the flows of containers are spread over the workers, without reordering any flow. The workers that gain flows take nothing
/// from containers until everything under the old spread has left the pipelines of the others. That takes some tens of milliseconds, nearly
/// all of it the kernel's grace period; new frames wait in the sockets. Used by one thread, which waits.
/// </summary>
/// <param name="fanout">Spreads the flows; at first all go to the first worker.</param>
/// <param name="lanes">The packet lanes, by worker.</param>
/// <param name="workers">The workers.</param>
/// <param name="rings">The hand-off rings between the workers.</param>
public sealed class FlowSwitch(PacketFanout fanout, IReadOnlyList<PacketPortLane> lanes, IReadOnlyList<Worker> workers, HandoffRings rings)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How long to wait for a worker. It is far longer than any turn or grace period: a slower worker is stuck, and containers must not
    /// wait for it.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private bool _spreads;

    /// <summary>Spreads the flows over all workers, or gathers them on the first.</summary>
    /// <param name="spread">True to spread, false to gather. Nothing happens when it is so already.</param>
    /// <param name="stop">Ends all waiting; the workers are ending then, too.</param>
    public void Set(bool spread, WaitHandle stop)
    {
        if (spread == _spreads) return;
        int[] others = [.. Enumerable.Range(1, workers.Count - 1)];
        if (spread) Move([0], others, spread, stop);
        else Move(others, [0], spread, stop);
    }

    private void Move(int[] losers, int[] gainers, bool spread, WaitHandle stop)
    {
        foreach (int gainer in gainers) workers[gainer].Pipeline.CollectIsPaused = true;
        try
        {
            if (!TurnEnds(gainers, stop)) return; // the next decision tries again
            fanout.Spread(spread);
            _spreads = spread;
            _ = AreDrained(losers, stop);
        }
        finally
        {
            foreach (int gainer in gainers) workers[gainer].Pipeline.CollectIsPaused = false;
            foreach (int gainer in gainers) rings.DoorbellOf(gainer).Ring();
        }
    }

    /// <summary>
    /// Waits until everything that has arrived is taken, the turn that took it has ended, and what that turn handed over is done.
    /// </summary>
    private bool AreDrained(int[] losers, WaitHandle stop)
    {
        long[] arrived = [.. losers.Select(loser => lanes[loser].Arrived)];
        if (!Until(() => losers.Zip(arrived).All(pair => lanes[pair.First].Taken >= pair.Second), stop) || !TurnEnds(losers, stop))
            return false;
        if (!Until(() => losers.All(loser => workers[loser].Pipeline.Context.Handoff!.FramesHeld == 0), stop)) return false;
        IReadOnlyList<long>[] published = [.. losers.Select(rings.PublishedBy)];
        return Until(() => losers.Zip(published).All(pair => rings.HasCompleted(pair.First, pair.Second)), stop);
    }

    /// <summary>Waits until the current turn of each of these workers has ended; wakes those that sleep.</summary>
    private bool TurnEnds(int[] some, WaitHandle stop)
    {
        long[] turns = [.. some.Select(worker => workers[worker].Pipeline.Turns)];
        foreach (int worker in some) rings.DoorbellOf(worker).Ring();
        return Until(() => some.Zip(turns).All(pair => workers[pair.First].Pipeline.Turns > pair.Second), stop);
    }

    private static bool Until(Func<bool> condition, WaitHandle stop)
    {
        long deadline = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (!condition())
        {
            if (stop.WaitOne(s_look) || Environment.TickCount64 > deadline) return false;
        }

        return true;
    }
}
