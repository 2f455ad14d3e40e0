using Falcon.Engine.Options;
using Falcon.Engine.Threads;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Spreads a quota evenly over its period: learns what an admitted frame costs, and says how fast frames may come. Without it a flooded
/// container spends all of its quota at once, and whoever else wants the worker meanwhile waits behind thousands of frames. Not
/// thread-safe.
/// </summary>
internal sealed class Pacer
{
    /// <summary>
    /// What a bunch of frames may cost, in nanoseconds: others wait for that long at most. With less the worker wakes up for single frames.
    /// </summary>
    private const double BunchCost = 200_000;

    /// <summary>
    /// Frames of a bunch at most, however little they cost: those that a full receiver's gate drops cost nothing, until it opens.
    /// </summary>
    private const double LargestBunch = 256;

    /// <summary>What of the past counts when the next bills come, 5 ms later.</summary>
    private const double Memory = 7.0 / 8;

    /// <summary>
    /// Nanoseconds of work that are remembered before anything is learned, of frames that cost <see cref="LikelyCost"/>: as many as will
    /// be.
    /// </summary>
    private const double Prior = 32_000_000;

    private const double LikelyCost = 1000;

    /// <summary>Nanoseconds in which it makes up for being ahead or behind, at least: several times what bills are old.</summary>
    private const double Hurry = 50_000_000;

    private readonly double _quota;
    private readonly double _period;
    private double _spent;
    private double _admitted;
    private long _settled; // the count of admitted frames up to which they are learned
    private long _billed; // and that up to which the next bills may reach

    /// <summary>Nothing learned yet.</summary>
    /// <param name="options">Quota and period.</param>
    public Pacer(BudgetOptions options)
    {
        _quota = Clock.Nanoseconds(options.Quota);
        _period = Clock.Nanoseconds(options.Period);
        _spent = Even * Prior;
        _admitted = _spent / LikelyCost;
    }

    /// <summary>The share of a CPU that the quota is.</summary>
    private double Even => _quota / _period;

    /// <summary>
    /// Where it steers to: a little in debt, so that what late bills leave for a while does not look as if less than the quota were wanted.
    /// </summary>
    private double Aim => -_quota / 4;

    /// <summary>What is billed from now on is spent for frames that are admitted from now on.</summary>
    /// <param name="admitted">Frames ever admitted.</param>
    public void Begin(long admitted) => _settled = _billed = admitted;

    /// <summary>
    /// Learns from what was spent. Bills come some milliseconds late, so they are for the frames that were admitted before the last ones.
    /// </summary>
    /// <param name="spent">Nanoseconds billed since the last call.</param>
    /// <param name="admitted">Frames ever admitted.</param>
    public void Learn(long spent, long admitted)
    {
        _spent = _spent * Memory + spent;
        _admitted = _admitted * Memory + _billed - _settled;
        (_settled, _billed) = (_billed, admitted);
    }

    /// <summary>The pace at which the quota lasts.</summary>
    /// <param name="ahead">Nanoseconds that may be spent beyond an even share of the quota; negative when behind.</param>
    public FramePace Next(long ahead)
    {
        double share = Math.Max(Even + (ahead - Aim) / Math.Max(Hurry, _period / 2), Even / 8);
        double cost = Math.Min(_spent / Math.Max(_admitted, 1), _quota);
        double bunch = Math.Clamp(Math.Floor(BunchCost / cost), 1, LargestBunch);
        return new FramePace((long)bunch, (long)(bunch * cost / share));
    }
}
