namespace Falcon.Engine.Options;

/// <summary>What a worker does while nothing waits for it.</summary>
public enum IdleMode
{
    /// <summary>Spins for a short time while frames come in quick succession; otherwise blocks at once.</summary>
    Adaptive,

    /// <summary>Never blocks: lowest latency, uses a whole CPU.</summary>
    Poll,

    /// <summary>Blocks at once: least CPU, one wake-up per burst.</summary>
    Block,
}
