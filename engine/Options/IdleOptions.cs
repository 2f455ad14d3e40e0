namespace Falcon.Engine.Options;

/// <summary>What workers do while nothing waits for them.</summary>
public sealed record IdleOptions
{
    /// <summary>Whether to spin, to block, or to choose by the traffic.</summary>
    public IdleMode Mode { get; init; } = IdleMode.Adaptive;

    /// <summary>
    /// How long a worker spins before it blocks, with <see cref="IdleMode.Adaptive"/>. It spins only while most frames come within this
    /// time.
    /// </summary>
    public TimeSpan Spin { get; init; } = TimeSpan.FromMicroseconds(100);
}
