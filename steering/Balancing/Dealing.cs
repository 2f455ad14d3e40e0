namespace Falcon.Steering.Balancing;

/// <summary>
/// Decides whether the flows of containers go to all workers, or to the first one as long as it has room. With one worker no frame changes
/// its CPU, and the cost of another worker is saved. One thread.
/// </summary>
internal sealed class Dealing(SteeringOptions options)
{
    // Longer than it takes to find that all CPUs are saturated. Then spreading would only add cost.
    private readonly Lasting _split = new(2 * options.Dwell);
    private readonly Lasting _small = new(2 * options.Dwell);

    /// <summary>Whether all workers get flows.</summary>
    public bool Spreads { get; private set; }

    /// <summary>Call it with every decision.</summary>
    /// <param name="mode">The balancer's mode.</param>
    /// <param name="inline">CPUs, 0 to the number of workers, that all workers together would use with everything inline.</param>
    /// <param name="now">The balancer's clock.</param>
    public void Decide(SteeringMode mode, double inline, TimeSpan now)
    {
        double fits = mode == SteeringMode.Saturated ? options.LoadThreshold : options.LowWatermark;
        bool split = _split.Holds(mode == SteeringMode.Split && inline >= fits, now);
        bool small = _small.Holds(inline < fits, now);
        Spreads = Spreads ? !small : split;
    }
}
