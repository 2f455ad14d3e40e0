namespace Falcon.Engine.Accounting;

/// <summary>How much work lies in a batch, or in one account's part of it: what its cost is explained by.</summary>
/// <param name="Frames">Frames, each a segment.</param>
/// <param name="Trains">Messages: trains, and frames that travel alone.</param>
/// <param name="Bytes">Bytes of all frames.</param>
internal readonly record struct Load(int Frames, int Trains, int Bytes)
{
    public static Load operator +(Load a, Load b) => new(a.Frames + b.Frames, a.Trains + b.Trains, a.Bytes + b.Bytes);
}
