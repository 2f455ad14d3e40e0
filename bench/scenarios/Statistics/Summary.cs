namespace Falcon.Bench.Scenarios.Statistics;

/// <summary>The middle and the ends of a few repeats of one measurement.</summary>
public sealed record Summary(double Median, double Min, double Max, int Count)
{
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Summary Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("a summary needs at least one value", nameof(values));
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[^1], sorted.Length);
    }

    /// <summary>The median of what is there; null when nothing is.</summary>
    public static double? MedianOf(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length == 0 ? null : Of(known).Median;
    }
}
