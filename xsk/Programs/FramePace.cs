namespace Falcon.Xsk.Programs;

/// <summary>
/// The rate at which frames are admitted. They are admitted in bunches, because frames that come together cost less than single ones.
/// </summary>
/// <param name="Bunch">Frames per bunch; 0 admits none.</param>
/// <param name="Pause">Nanoseconds between bunches on average. At most one unused bunch is kept for later.</param>
public readonly record struct FramePace(long Bunch, long Pause);
