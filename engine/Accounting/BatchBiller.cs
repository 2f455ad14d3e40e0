using System.Diagnostics;
using System.Runtime.CompilerServices;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>
/// Divides the time of a stage's batch among the accounts in it. Most batches have one payer, who pays it all; the others are divided by
/// what the stage's <see cref="CostModel"/> expects of each payer's part. One worker's.
/// </summary>
internal sealed class BatchBiller
{
    /// <summary>Batches of one payer teach the model too, but need not all do so.</summary>
    private const int LearnEvery = 64;

    private readonly Ledger _ledger;
    private readonly BatchTally _tally;
    private readonly CostModel[] _models = [.. Enumerable.Range(0, Ledger.Stages).Select(_ => new CostModel())];
    private readonly uint[] _batches = new uint[Ledger.Stages];
    private long _decapsulateTime;
    private int _decapsulateFrames;
    private bool _bridgedForOne;
    private TurnPayer _turnPayer;
    private TurnPayer _payerAside; // of what waits from the wire, while containers are served
    private ushort? _onlyPayer;
    private bool _tallied;

    public BatchBiller(int accounts, Ledger ledger)
    {
        _ledger = ledger;
        _tally = new BatchTally(accounts);
    }

    /// <summary>What a stage costs, as far as it is known.</summary>
    public CostModel ModelOf(StageId stage) => _models[(int)stage];

    /// <summary>
    /// Before a stage runs: whose frames these are. The stages up to Bridge find that out themselves, and inlined nothing is left of this for them; those
    /// behind it move frames about.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Open(StageId stage, ReadOnlySpan<Frame> frames)
    {
        if (stage <= StageId.Bridge) return;
        Look(stage, frames, _turnPayer.PaysFor(stage, frames) || BatchTally.HasOnePayer(frames));
    }

    /// <summary>What Bridge has seen while it had each frame in hand: whether one account pays for all of its batch.</summary>
    public void NoteBridged(bool forOne) => _bridgedForOne = forOne;

    /// <inheritdoc cref="Accountant.BeginContainers"/>
    public void BeginContainers() => (_payerAside, _turnPayer) = (_turnPayer, default);

    /// <inheritdoc cref="Accountant.EndContainers"/>
    public void EndContainers() => _turnPayer = _payerAside;

    /// <summary>Frames of other workers have come in, or were held since an earlier turn: who pays for what waits has to be looked up again.</summary>
    public void NoteExchanged() => _turnPayer.NotePassed(null);

    /// <summary>After a stage has run.</summary>
    public void Close(StageId stage, ReadOnlySpan<Frame> frames, long nanoseconds)
    {
        switch (stage)
        {
            case StageId.Decapsulate:
                BillUnbridged();
                (_decapsulateTime, _decapsulateFrames) = (nanoseconds, frames.Length);
                return;
            case StageId.Collect:
                Look(stage, frames, BatchTally.HasOnePayer(frames));
                break;
            case StageId.Bridge:
                CloseDecapsulate(frames);
                break;
        }

        Bill(stage, nanoseconds);
    }

    /// <summary>Who paid in this turn says nothing about the next.</summary>
    public void CloseTurn()
    {
        BillUnbridged();
        _turnPayer = default;
    }

    /// <summary>What no frame survived to Bridge of is the host's.</summary>
    private void BillUnbridged()
    {
        if (_decapsulateFrames > 0) _ledger.Add(Accounts.Host, StageId.Decapsulate, _decapsulateTime);
        _decapsulateFrames = 0;
    }

    /// <summary>Draws the weights from what was learned.</summary>
    public void Solve()
    {
        foreach (CostModel model in _models) model.Solve();
    }

    /// <summary>
    /// Bridge has found out whose the frames are that Decapsulate passed on: they lie behind those of containers. The host pays for the
    /// frames that are missing. Leaves the tally of Bridge's own batch.
    /// </summary>
    private void CloseDecapsulate(ReadOnlySpan<Frame> bridged)
    {
        int first = 0;
        while (first < bridged.Length && (bridged[first].Flags & FrameFlags.FromVtep) == 0) first++;
        ReadOnlySpan<Frame> fromWire = bridged[first..];
        if (_decapsulateFrames > 0 && fromWire.Length > 0)
        {
            Look(StageId.Decapsulate, fromWire, _bridgedForOne || BatchTally.HasOnePayer(fromWire));
            long theirs = fromWire.Length == _decapsulateFrames ? _decapsulateTime : _decapsulateTime * fromWire.Length / _decapsulateFrames;
            Bill(StageId.Decapsulate, theirs);
            if (theirs < _decapsulateTime) _ledger.Add(Accounts.Host, StageId.Decapsulate, _decapsulateTime - theirs);
            _decapsulateFrames = 0;
            if (first == 0)
            {
                _turnPayer.NotePassed(_onlyPayer is Accounts.Host ? null : _onlyPayer);
                return;
            }
        }

        _turnPayer.NotePassed(null);
        Look(StageId.Bridge, bridged, _bridgedForOne);
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
            // Before the first batches have been learned from, a frame is a frame.
            double share = expected > 0 ? model.Expect(part, total.Frames) / expected : (double)part.Frames / total.Frames;
            long owed = Math.Min((long)(nanoseconds * share), left);
            _ledger.Add(payer, stage, owed);
            left -= owed;
        }

        _ledger.Add(_tally.Payers[0], stage, left); // less than a nanosecond each
    }
}
