using Falcon.Engine.Frames;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Accounting;

/// <summary>
/// Who pays for what Bridge passes on in a turn, as far as it is one account and that is known without looking at every frame once more: who
/// receives a frame from the wire has paid for Bridge and pays for what follows. Where it is not known, who asks has to look. One worker's.
/// </summary>
internal struct TurnPayer
{
    private bool _hasPassed;
    private ushort? _payer;
    private int _coalesced;

    /// <summary>Bridge has been through a batch.</summary>
    /// <param name="payer">
    /// The account that paid for all of it. Null where that says nothing about what was passed on: several accounts paid, or the host, or
    /// containers, which pay for Bridge as senders.
    /// </param>
    public void NotePassed(ushort? payer)
    {
        _payer = !_hasPassed || _payer == payer ? payer : null;
        _hasPassed = true;
    }

    /// <summary>Whether it pays for all that waits for a stage behind Bridge, Coalesce first.</summary>
    public bool PaysFor(StageId stage, ReadOnlySpan<Frame> frames)
    {
        if (stage == StageId.Coalesce) _coalesced = frames.Length;
        if (_payer is null) return false;

        // Coalesce passes every frame on: where more wait for Deliver, answers of the turn before are among them.
        return stage == StageId.Coalesce || (stage == StageId.Deliver && frames.Length == _coalesced);
    }
}
