namespace Falcon.Steering.Balancing;

/// <summary>
/// A mean that forgets: a sample counts by the time it stands for, and half of a sample's weight is gone after the half-life, however
/// often samples come. One thread.
/// </summary>
/// <param name="halfLife">Until a sample counts half.</param>
public sealed class LoadAverage(TimeSpan halfLife)
{
    /// <summary>The mean; 0 before the first sample.</summary>
    public double Value { get; private set; }

    /// <summary>Adds what was measured over the time since the last sample.</summary>
    public void Add(double sample, TimeSpan elapsed) => Value += (sample - Value) * (1 - Math.Pow(0.5, elapsed / halfLife));
}
