namespace Falcon.Engine.Balancing;

/// <summary>Reads how long the host's CPUs were idle. The engine itself reads no files.</summary>
public interface ICpuMeter
{
    /// <summary>
    /// Reads the nanoseconds that each of these CPUs was idle since the host started. Called by one thread, several times a second.
    /// </summary>
    /// <param name="cpus">CPU numbers.</param>
    /// <param name="idle">Receives the nanoseconds, in the same order.</param>
    /// <returns>False when they cannot be read.</returns>
    bool TryRead(IReadOnlyList<int> cpus, Span<long> idle);
}
