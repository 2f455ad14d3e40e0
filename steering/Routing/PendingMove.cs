namespace Falcon.Steering.Routing;

/// <summary>A bucket on its way from where its frames went so far.</summary>
internal struct PendingMove
{
    public int Bucket;

    /// <summary>Where its frames went so far, also while it is held.</summary>
    public short Target;

    public bool IsHeld;
    public int TurnsWaited;
}
