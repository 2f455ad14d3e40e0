namespace Falcon.Engine.Accounting;

/// <summary>The amount of work in a batch, or in one account's part of it. The cost model explains a batch's time by it.</summary>
/// <param name="Frames">Frames; each is one segment.</param>
/// <param name="Trains">Messages: trains, and frames that travel alone.</param>
/// <param name="Bytes">Bytes of all frames.</param>
internal readonly record struct Load(int Frames, int Trains, int Bytes)
{
    public static Load operator +(Load a, Load b) => new(a.Frames + b.Frames, a.Trains + b.Trains, a.Bytes + b.Bytes);
}
