namespace Falcon.Bench.Scenarios.Statistics;

/// <summary>The middle and the ends of a few repeats of one measurement.</summary>
public sealed record Summary(double Median, double Min, double Max, int Count)
{
    /// <summary>What is more than that share away from the median is not steady.</summary>
    private const double Steady = 0.15;

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

    /// <summary>Whether the repeats agree: a further one may be expected to.</summary>
    public bool IsSteady => Min >= Median * (1 - Steady) && Max <= Median * (1 + Steady);

    /// <summary>Of what is there; null when nothing is.</summary>
    public static Summary? OfKnown(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length == 0 ? null : Of(known);
    }

    /// <summary>The median of what is there; null when nothing is.</summary>
    public static double? MedianOf(IEnumerable<double?> values) => OfKnown(values)?.Median;
}
