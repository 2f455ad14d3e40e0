namespace Falcon.Engine.Balancing;

/// <summary>How long the host's CPUs were idle; the engine itself reads no files.</summary>
public interface ICpuMeter
{
    /// <summary>Nanoseconds that each of these CPUs was idle since the host started. Called by one thread, some times a second.</summary>
    /// <param name="cpus">CPU numbers.</param>
    /// <param name="idle">Receives the nanoseconds, in the same order.</param>
    /// <returns>False when they cannot be told.</returns>
    bool TryRead(IReadOnlyList<int> cpus, Span<long> idle);
}
