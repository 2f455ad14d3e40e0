namespace Falcon.Xsk;

/// <summary>What was dropped in XDP for one slot since the table was made.</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Bytes">Their bytes, outer headers included.</param>
public readonly record struct ThrottleCount(long Frames, long Bytes);
