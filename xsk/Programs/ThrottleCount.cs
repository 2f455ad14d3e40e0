namespace Falcon.Xsk;

/// <summary>What became in XDP of the frames for one slot while it was throttled, since the table was made: struct throttle_count of xsk/bpf/uplink.bpf.c.</summary>
/// <param name="Frames">Frames dropped.</param>
/// <param name="Bytes">Their bytes, outer headers included.</param>
/// <param name="Admitted">Frames admitted at the slot's pace.</param>
public readonly record struct ThrottleCount(long Frames, long Bytes, long Admitted);
