using Falcon.Engine.Events;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>The bills of several workers, added up. Not thread-safe.</summary>
public sealed class BillTotals
{
    private readonly int _portCount;
    private readonly int _overlayCount;
    private readonly long[] _stages; // of the host and the ports
    private readonly long[] _overlays;
    private readonly long[] _regimes = new long[Enum.GetValues<Regime>().Length];

    /// <summary>Makes empty totals.</summary>
    /// <param name="ports">The number of ports.</param>
    /// <param name="overlays">The number of overlays.</param>
    /// <param name="stages">The stages that are billed.</param>
    public BillTotals(int ports, int overlays, StageTable stages)
    {
        _portCount = ports;
        _overlayCount = overlays;
        Stages = stages;
        _stages = new long[(ports + 1) * Stages.Count];
        _overlays = new long[overlays * Stages.Count];
    }

    /// <summary>The stages that are billed.</summary>
    public StageTable Stages { get; }

    /// <summary>The regimes' names in kebab-case, by <see cref="Regime"/>.</summary>
    public static IReadOnlyList<string> RegimeNames { get; } = [.. Enum.GetValues<Regime>().Select(regime => KebabCase.Of(regime))];

    /// <summary>The workers' CPU time, in nanoseconds.</summary>
    public long CpuNanoseconds { get; private set; }

    /// <summary>
    /// Nanoseconds of softirqs that are in the workers' CPU time because they interrupted them, and are billed as <c>kernel</c>.
    /// </summary>
    public long SoftirqNanoseconds { get; private set; }

    /// <summary>Nanoseconds in which workers could not run because something else had their CPU.</summary>
    public long LostNanoseconds { get; private set; }

    /// <summary>Nanoseconds by <see cref="Regime"/>.</summary>
    public ReadOnlySpan<long> Regimes => _regimes;

    /// <summary>An account's bill in nanoseconds, by <see cref="StageId"/>.</summary>
    public ReadOnlySpan<long> Of(int account) => Accounts.OverlayOf(account) is >= 0 and var overlay
        ? _overlays.AsSpan(overlay * Stages.Count, Stages.Count)
        : _stages.AsSpan(account * Stages.Count, Stages.Count);

    /// <summary>
    /// The sum of all bills and regimes, in nanoseconds. It equals the CPU time, less <see cref="SoftirqNanoseconds"/>, and what is billed
    /// as <c>kernel</c>.
    /// </summary>
    public long Sum => Ledger.Sum(_stages) + Ledger.Sum(_overlays) + Ledger.Sum(_regimes);

    /// <summary>The difference to an <paramref name="earlier"/> reading, which may have fewer ports and overlays.</summary>
    public BillTotals Since(BillTotals earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        BillTotals difference = Empty();
        difference.Add(this, 1);
        difference.Add(earlier, -1);
        return difference;
    }

    internal BillTotals Empty() => new(_portCount, _overlayCount, Stages);

    /// <summary>Adds the softirqs' time, which no worker bills.</summary>
    /// <param name="kernel">Nanoseconds by account: the host and the ports.</param>
    internal void AddKernel(Func<int, long> kernel)
    {
        for (int account = 0; account <= _portCount; account++)
            _stages[account * Stages.Count + (int)StageId.Kernel] += kernel(account);
    }

    internal void CopyFrom(Ledger ledger, long cpu, long softirqs, long lost)
    {
        for (int account = 0; account <= _portCount; account++)
            ledger.Of(account)[..Stages.Count].CopyTo(_stages.AsSpan(account * Stages.Count));
        for (int overlay = 0; overlay < _overlayCount; overlay++)
            ledger.Of(Accounts.OfOverlay(overlay))[..Stages.Count].CopyTo(_overlays.AsSpan(overlay * Stages.Count));
        ledger.Regimes.CopyTo(_regimes);
        CpuNanoseconds = cpu;
        SoftirqNanoseconds = softirqs;
        LostNanoseconds = lost;
    }

    internal void Add(BillTotals other, int times = 1)
    {
        for (int i = 0; i < other._stages.Length; i++) _stages[i] += times * other._stages[i];
        for (int i = 0; i < other._overlays.Length; i++) _overlays[i] += times * other._overlays[i];
        for (int i = 0; i < _regimes.Length; i++) _regimes[i] += times * other._regimes[i];
        CpuNanoseconds += times * other.CpuNanoseconds;
        SoftirqNanoseconds += times * other.SoftirqNanoseconds;
        LostNanoseconds += times * other.LostNanoseconds;
    }
}
