namespace Falcon.Steering.Balancing;

/// <summary>
/// Decides whether the flows of containers are dealt out to all workers, or go to the first as long as that suffices: then no frame changes the CPU, and
/// what one more worker would cost is saved where it brings nothing. One thread.
/// </summary>
internal sealed class Dealing(SteeringOptions options)
{
    // Longer than it takes to find that all CPUs are saturated: then spreading would only add its cost.
    private readonly Lasting _split = new(2 * options.Dwell);
    private readonly Lasting _small = new(2 * options.Dwell);

    /// <summary>Whether all workers get some.</summary>
    public bool Spreads { get; private set; }

    /// <summary>To be called with every decision.</summary>
    /// <param name="mode">What the balancer is at.</param>
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
