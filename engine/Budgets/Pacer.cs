using Falcon.Engine.Options;
using Falcon.Engine.Threads;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Spreads a quota evenly over its period: it learns what an admitted frame costs and sets how fast frames may come. Without it, a flooded
/// container spends its quota at once, and others that want the worker wait behind thousands of frames. Not thread-safe.
/// </summary>
internal sealed class Pacer
{
    /// <summary>
    /// Nanoseconds that a bunch of frames may cost. Others wait at most this long. With a smaller value the worker wakes up for single
    /// frames.
    /// </summary>
    private const double BunchCost = 200_000;

    /// <summary>
    /// The most frames of a bunch, however little they cost. Frames that a full receiver's gate drops cost nothing until the gate opens.
    /// </summary>
    private const double LargestBunch = 256;

    /// <summary>The weight of the past at the next bills, 5 ms later.</summary>
    private const double Memory = 7.0 / 8;

    /// <summary>
    /// Nanoseconds of work that the pacer starts with as its past, of frames that cost <see cref="LikelyCost"/>. It is as much as it
    /// remembers later.
    /// </summary>
    private const double Prior = 32_000_000;

    private const double LikelyCost = 1000;

    /// <summary>
    /// The shortest time, in nanoseconds, in which the pacer makes up for being ahead or behind: several times the age of bills.
    /// </summary>
    private const double Hurry = 50_000_000;

    private readonly double _quota;
    private readonly double _period;
    private double _spent;
    private double _admitted;
    private long _settled; // the admitted frames that the model has learned from
    private long _billed; // the admitted frames that the next bills may include

    /// <summary>Makes a pacer that has learned nothing yet.</summary>
    /// <param name="options">Quota and period.</param>
    public Pacer(BudgetOptions options)
    {
        _quota = Clock.Nanoseconds(options.Quota);
        _period = Clock.Nanoseconds(options.Period);
        _spent = Even * Prior;
        _admitted = _spent / LikelyCost;
    }

    /// <summary>The share of a CPU that the quota amounts to.</summary>
    private double Even => _quota / _period;

    /// <summary>The target balance: a small debt, so that late bills do not look as if the port wanted less than its quota.</summary>
    private double Aim => -_quota / 4;

    /// <summary>Begins pacing: later bills are for frames that are admitted from now on.</summary>
    /// <param name="admitted">Frames ever admitted.</param>
    public void Begin(long admitted) => _settled = _billed = admitted;

    /// <summary>
    /// Learns from what was spent. Bills come some milliseconds late, so they count for the frames that were admitted before the last call.
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
    /// <param name="ahead">Nanoseconds left beyond an even share of the quota; negative when behind.</param>
    public FramePace Next(long ahead)
    {
        double share = Math.Max(Even + (ahead - Aim) / Math.Max(Hurry, _period / 2), Even / 8);
        double cost = Math.Min(_spent / Math.Max(_admitted, 1), _quota);
        double bunch = Math.Clamp(Math.Floor(BunchCost / cost), 1, LargestBunch);
        return new FramePace((long)bunch, (long)(bunch * cost / share));
    }
}
