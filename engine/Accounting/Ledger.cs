using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>
/// Nanoseconds by account and stage, and by regime. One worker writes. Each account's row has a pair of cache lines of its own, so that
/// reading one account does not slow the worker down at another.
/// </summary>
internal sealed class Ledger
{
    /// <summary>Words of an account's row: one per stage, and last a flag that the row was written.</summary>
    private const int Row = StageTable.MostStages + 1;

    private const int Touched = Row - 1;

    private readonly long[] _cells;
    private readonly long[] _regimes = new long[Enum.GetValues<Regime>().Length];
    private readonly ushort[] _touched;
    private int _touchedCount;

    public Ledger(int accounts)
    {
        _cells = new long[accounts * Row];
        _touched = new ushort[accounts];
    }

    /// <summary>The accounts written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<ushort> TouchedAccounts => _touched.AsSpan(0, _touchedCount);

    /// <summary>Nanoseconds by <see cref="Regime"/>.</summary>
    public Span<long> Regimes => _regimes;

    /// <summary>An account's nanoseconds, by <see cref="StageId"/>.</summary>
    public Span<long> Of(int account) => _cells.AsSpan(account * Row, StageTable.MostStages);

    public void Add(int account, StageId stage, long nanoseconds)
    {
        int row = account * Row;
        _cells[row + (int)stage] += nanoseconds;
        if (_cells[row + Touched] != 0) return;
        _cells[row + Touched] = 1;
        _touched[_touchedCount++] = (ushort)account;
    }

    public void Add(Regime regime, long nanoseconds) => _regimes[(int)regime] += nanoseconds;

    /// <summary>The sum of all cells, in nanoseconds.</summary>
    public long Total()
    {
        long total = Sum(_regimes);
        foreach (ushort account in TouchedAccounts) total += Sum(Of(account));
        return total;
    }

    public void Clear()
    {
        foreach (ushort account in TouchedAccounts) _cells.AsSpan(account * Row, Row).Clear();
        _touchedCount = 0;
        _regimes.AsSpan().Clear();
    }

    public static long Sum(ReadOnlySpan<long> cells)
    {
        long sum = 0;
        foreach (long cell in cells) sum += cell;
        return sum;
    }
}
