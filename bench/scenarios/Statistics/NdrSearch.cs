namespace Falcon.Bench.Scenarios.Statistics;

/// <summary>
/// The non-drop rate: the highest offered rate whose loss stays below a limit, found by binary search (RFC 2544 section 26.1, with a loss
/// above zero because a general-purpose host always loses a few).
/// </summary>
public static class NdrSearch
{
    /// <summary>A loss of 0.1 %.</summary>
    public const double LossLimit = 0.001;

    /// <param name="highest">Where to start: no rate above it is tried.</param>
    /// <param name="lossAt">Offers a rate and returns the share lost.</param>
    /// <param name="resolution">Stops when the interval is narrower than this share of <paramref name="highest"/>.</param>
    /// <returns>A rate that was tried and held, or 0 when none did.</returns>
    public static async Task<double> FindAsync(double highest, Func<double, Task<double>> lossAt, double resolution = 0.02)
    {
        if (await lossAt(highest) < LossLimit)
            return highest;
        double holds = 0;
        double fails = highest;
        while (fails - holds > highest * resolution)
        {
            double rate = (holds + fails) / 2;
            if (await lossAt(rate) < LossLimit)
                holds = rate;
            else
                fails = rate;
        }

        return holds;
    }
}
