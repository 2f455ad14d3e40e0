namespace Falcon.Engine.Accounting;

/// <summary>
/// The account that pays for what Bridge passes on in a turn, where one account pays for all and is known without another look at the
/// frames. The receiver of a frame from the wire pays for Bridge and for what follows. Where the payer is not known, the caller looks at
/// the frames. One worker's, not shared.
/// </summary>
internal struct TurnPayer
{
    private bool _hasPassed;
    private ushort? _payer;

    /// <summary>Whether one known account pays for all that waits for a port.</summary>
    public readonly bool IsKnown => _payer is not null;

    /// <summary>Notes that frames have joined what waits behind Bridge.</summary>
    /// <param name="payer">
    /// The account that paid Bridge for all of them. Null where that does not tell the payer of what follows: several accounts paid, or the
    /// host did, or containers did (they pay for Bridge as senders), or the frames did not come from Bridge.
    /// </param>
    public void NotePassed(ushort? payer)
    {
        _payer = !_hasPassed || _payer == payer ? payer : null;
        _hasPassed = true;
    }
}
