namespace Falcon.Engine.Options;

/// <summary>What workers do while nothing waits for them.</summary>
public sealed record IdleOptions
{
    /// <summary>Spin, block, or whichever fits the traffic.</summary>
    public IdleMode Mode { get; init; } = IdleMode.Adaptive;

    /// <summary>
    /// How long a worker looks for frames before it blocks, with <see cref="IdleMode.Adaptive"/>; a frame within that time is near, and
    /// only while frames are near does it look.
    /// </summary>
    public TimeSpan Spin { get; init; } = TimeSpan.FromMicroseconds(100);
}
