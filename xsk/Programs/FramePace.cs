namespace Falcon.Xsk;

/// <summary>How fast frames are admitted: in bunches, for frames that come together cost less than as many that come one by one.</summary>
/// <param name="Bunch">Frames at a time; 0 for none at all.</param>
/// <param name="Pause">Nanoseconds from one bunch to the next, on average; what is not used is not kept, but for one bunch.</param>
public readonly record struct FramePace(long Bunch, long Pause);
