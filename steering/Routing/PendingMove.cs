namespace Falcon.Steering.Routing;

/// <summary>A bucket that should move but has not yet.</summary>
internal struct PendingMove
{
    public int Bucket;

    /// <summary>Where its frames went so far. Also set while it is held.</summary>
    public short Target;

    public bool IsHeld;
    public int TurnsWaited;
}
