namespace Falcon.Xsk.Programs;

/// <summary>
/// What happened in the programs to a slot's frames while it was throttled, since the table was made: struct throttle_count of
/// xsk/bpf/throttles.h.
/// </summary>
/// <param name="Frames">Frames dropped.</param>
/// <param name="Bytes">Their bytes with outer headers.</param>
/// <param name="Admitted">Frames admitted at the slot's pace.</param>
public readonly record struct ThrottleCount(long Frames, long Bytes, long Admitted)
{
    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public static ThrottleCount operator -(ThrottleCount now, ThrottleCount earlier) =>
        new(now.Frames - earlier.Frames, now.Bytes - earlier.Bytes, now.Admitted - earlier.Admitted);
}
