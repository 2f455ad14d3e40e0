namespace Falcon.Engine.Accounting;

/// <summary>
/// Who pays for what Bridge passes on in a turn, as far as it is one account and that is known without looking at every frame once more:
/// who receives a frame from the wire has paid for Bridge and pays for what follows. Where it is not known, who asks has to look. One
/// worker's.
/// </summary>
internal struct TurnPayer
{
    private bool _hasPassed;
    private ushort? _payer;

    /// <summary>Whether one account pays for all that waits for a port.</summary>
    public readonly bool IsKnown => _payer is not null;

    /// <summary>Frames have joined what waits behind Bridge.</summary>
    /// <param name="payer">
    /// The account that paid Bridge for all of them. Null where that says nothing about what follows: several accounts paid, or the host,
    /// or containers, which pay for Bridge as senders; or the frames did not come from Bridge.
    /// </param>
    public void NotePassed(ushort? payer)
    {
        _payer = !_hasPassed || _payer == payer ? payer : null;
        _hasPassed = true;
    }
}
