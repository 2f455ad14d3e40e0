namespace Falcon.Steering.Balancing;

/// <summary>
/// An average with exponential decay. A sample's weight is the time that it covers, and halves with every half-life, however often samples
/// come. One thread.
/// </summary>
/// <param name="halfLife">After this time a sample counts half.</param>
public sealed class LoadAverage(TimeSpan halfLife)
{
    /// <summary>The average; 0 before the first sample.</summary>
    public double Value { get; private set; }

    /// <summary>Adds the measurement of the time since the last sample.</summary>
    public void Add(double sample, TimeSpan elapsed) => Value += (sample - Value) * (1 - Math.Pow(0.5, elapsed / halfLife));
}
