namespace Falcon.Engine.Snapshots;

/// <summary>What was carried for a port so far, both ways.</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Bytes">Bytes.</param>
public readonly record struct PortWork(long Frames, long Bytes)
{
    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public static PortWork operator -(PortWork now, PortWork earlier) => new(now.Frames - earlier.Frames, now.Bytes - earlier.Bytes);
}
