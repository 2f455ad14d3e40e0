namespace Falcon.Bench.Scenarios.Statistics;

/// <summary>
/// The non-drop rate: the highest offered rate whose loss stays below a limit, found by binary search (RFC 2544 section 26.1). The limit is
/// above zero because a general-purpose host always loses a few frames.
/// </summary>
public static class NdrSearch
{
    /// <summary>A loss of 0.1 %.</summary>
    public const double LossLimit = 0.001;

    /// <param name="highest">The highest rate to try, and the first.</param>
    /// <param name="lossAt">Offers a rate and returns the share of lost datagrams.</param>
    /// <param name="resolution">Stops when the interval is narrower than this share of <paramref name="highest"/>.</param>
    /// <returns>The highest rate that was tried and held; 0 if none did.</returns>
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
