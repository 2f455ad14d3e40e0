namespace Falcon.Engine.Options;

/// <summary>What a worker does while nothing waits for it.</summary>
public enum IdleMode
{
    /// <summary>Looks again for a short time when frames have lately come in quick succession, else blocks at once.</summary>
    Adaptive,

    /// <summary>Never blocks: lowest latency, a CPU of its own.</summary>
    Poll,

    /// <summary>Blocks at once: least CPU, a wake-up for each burst.</summary>
    Block,
}
