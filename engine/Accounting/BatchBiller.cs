using System.Diagnostics;
using System.Runtime.CompilerServices;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>
/// Divides the time of a stage's batch among the accounts in it. Most batches have one payer, who pays for all. Other batches are divided
/// by what the stage's <see cref="CostModel"/> expects for each payer's part. One worker's, not shared.
/// </summary>
internal sealed class BatchBiller
{
    /// <summary>Of the batches with one payer, one in this many teaches the model.</summary>
    private const int LearnEvery = 64;

    private readonly Ledger _ledger;
    private readonly BatchTally _tally;
    private readonly CostModel[] _models = [.. Enumerable.Range(0, StageTable.MostStages).Select(_ => new CostModel())];
    private readonly uint[] _batches = new uint[StageTable.MostStages];
    private readonly DeferredTime[] _deferred = new DeferredTime[StageTable.MostStages]; // of the batch on its way to Bridge
    private int _deferredCount;
    private bool _servesContainers;
    private bool _bridgedForOne;
    private TurnPayer _turnPayer;
    private TurnPayer _payerAside; // of the frames from the wire, while the containers' part runs
    private ushort? _onlyPayer;
    private bool _tallied;

    public BatchBiller(int accounts, Ledger ledger)
    {
        _ledger = ledger;
        _tally = new BatchTally(accounts);
    }

    /// <summary>The learned costs of a stage.</summary>
    public CostModel ModelOf(StageId stage) => _models[(int)stage];

    /// <summary>Call before a stage runs, because the stage may move frames: notes the payer where one is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Open(StageDescriptor stage, ReadOnlySpan<Frame> frames)
    {
        if (stage.Payer == StagePayer.Carried || (_servesContainers && stage.Payer == StagePayer.FoundByBridge)) LookBefore(stage, frames);
    }

    private void LookBefore(StageDescriptor stage, ReadOnlySpan<Frame> frames)
    {
        bool known = stage.Section == StageSection.ToPort && _turnPayer.IsKnown;
        Look(stage.Id, frames, known || BatchTally.HasOnePayer(frames));
    }

    /// <summary>Bridge calls this after it has seen each frame: whether one account pays for its whole batch.</summary>
    public void NoteBridged(bool forOne) => _bridgedForOne = forOne;

    /// <inheritdoc cref="Accountant.BeginContainers"/>
    public void BeginContainers()
    {
        _servesContainers = true;
        (_payerAside, _turnPayer) = (_turnPayer, default);
    }

    /// <inheritdoc cref="Accountant.EndContainers"/>
    public void EndContainers()
    {
        _servesContainers = false;
        _turnPayer = _payerAside;
    }

    /// <summary>Notes that the payer of what waits behind Bridge is no longer known.</summary>
    public void NoteOthers() => _turnPayer.NotePassed(null);

    /// <summary>Call after a stage has run.</summary>
    public void Close(StageDescriptor stage, ReadOnlySpan<Frame> frames, long nanoseconds)
    {
        if (stage.Payer == StagePayer.FoundByBridge && !_servesContainers)
        {
            Defer(new DeferredTime(stage.Id, frames.Length, nanoseconds));
            return;
        }

        if (stage.Payer == StagePayer.Bridge) CloseBridged(frames);
        Bill(stage.Id, nanoseconds);
    }

    /// <summary>Ends a turn: its payers say nothing about the next one.</summary>
    public void CloseTurn()
    {
        BillUnbridged();
        _turnPayer = default;
    }

    /// <summary>
    /// Keeps a stage's time until Bridge knows the payers. When the kept time begins with the same stage, it is that of an earlier batch,
    /// of which no frame got to Bridge.
    /// </summary>
    private void Defer(in DeferredTime time)
    {
        if (_deferredCount > 0 && _deferred[0].Stage == time.Stage) BillUnbridged();
        _deferred[_deferredCount++] = time;
    }

    /// <summary>Bills the host for batches of which no frame got to Bridge.</summary>
    private void BillUnbridged()
    {
        foreach (ref readonly DeferredTime time in _deferred.AsSpan(0, _deferredCount))
            _ledger.Add(Accounts.Host, time.Stage, time.Nanoseconds);
        _deferredCount = 0;
    }

    /// <summary>Computes the models' weights from what they have learned.</summary>
    public void Solve()
    {
        foreach (CostModel model in _models) model.Solve();
    }

    /// <summary>
    /// Bills the stages up to Bridge, now that Bridge knows the payers of its frames. The host pays for frames that were dropped on the
    /// way. Afterwards the tally is that of Bridge's batch.
    /// </summary>
    private void CloseBridged(ReadOnlySpan<Frame> bridged)
    {
        Look(StageId.Bridge, bridged, _bridgedForOne);
        if (_servesContainers)
        {
            _turnPayer.NotePassed(null);
            return;
        }

        foreach (ref readonly DeferredTime time in _deferred.AsSpan(0, _deferredCount))
        {
            long theirs = time.ShareOf(bridged.Length);
            Bill(time.Stage, theirs);
            if (theirs < time.Nanoseconds) _ledger.Add(Accounts.Host, time.Stage, time.Nanoseconds - theirs);
        }

        _deferredCount = 0;
        _turnPayer.NotePassed(_onlyPayer is Accounts.Host ? null : _onlyPayer);
    }

    private void Look(StageId stage, ReadOnlySpan<Frame> frames, bool onePayer)
    {
        Debug.Assert(onePayer == BatchTally.HasOnePayer(frames), "who pays is not as noted");
        _onlyPayer = onePayer ? frames[0].Payer : null;
        _tallied = _onlyPayer is null || ++_batches[(int)stage] % LearnEvery == 0;
        if (_tallied) _tally.Take(frames);
    }

    private void Bill(StageId stage, long nanoseconds)
    {
        if (_onlyPayer is { } payer) _ledger.Add(payer, stage, nanoseconds);
        else Divide(stage, nanoseconds);
        if (_tallied) _models[(int)stage].Learn(_tally.Total, nanoseconds);
    }

    private void Divide(StageId stage, long nanoseconds)
    {
        CostModel model = _models[(int)stage];
        Load total = _tally.Total;
        double expected = model.Expect(total, total.Frames);
        long left = nanoseconds;
        foreach (ushort payer in _tally.Payers)
        {
            Load part = _tally.Of(payer);
            // Before the model has learned anything, all frames count the same.
            double share = expected > 0 ? model.Expect(part, total.Frames) / expected : (double)part.Frames / total.Frames;
            long owed = Math.Min((long)(nanoseconds * share), left);
            _ledger.Add(payer, stage, owed);
            left -= owed;
        }

        _ledger.Add(_tally.Payers[0], stage, left); // the rounding rest, less than a nanosecond each
    }
}
