namespace Falcon.Bench.Scenarios.Statistics;

/// <summary>The middle and the ends of a few repeats of one measurement.</summary>
public sealed record Summary(double Median, double Min, double Max, int Count)
{
    /// <summary>
    /// How far apart the ends may lie. Medians of two runs whose rounds lie that close are within 15 % of each other: measured, see
    /// docs/lab/benchmarks.md, "Two runs".
    /// </summary>
    private const double Steady = 1.10;

    /// <summary>Standard deviations that three quarters of a normal distribution lie within, on both sides of its middle.</summary>
    private const double ThreeQuarters = 1.15;

    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Summary Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("a summary needs at least one value", nameof(values));
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        int outside = OutsideOf(sorted.Length);
        return new Summary(median, sorted[0], sorted[^1], sorted.Length) { Low = sorted[outside], High = sorted[^(outside + 1)] };
    }

    /// <summary>
    /// With <see cref="High"/>, what the median of endless repeats lies between with a confidence of 75 %: the least and the most of a few repeats,
    /// some of those in between of many (order statistics; no assumption about how repeats scatter).
    /// </summary>
    public double Low { get; init; } = Min;

    /// <summary>See <see cref="Low"/>.</summary>
    public double High { get; init; } = Max;

    /// <summary>Whether the median may be believed: another run's is within 15 % of it. One repeat alone cannot tell, and is taken as it is.</summary>
    public bool IsSteady => High <= Low * Steady;

    /// <summary>How many of so many repeats lie outside on each side; each is above the median of endless ones with probability ½.</summary>
    private static int OutsideOf(int count) => Math.Max(0, (int)((count - (ThreeQuarters * Math.Sqrt(count))) / 2) - 1);

    /// <summary>Of what is there; null when nothing is.</summary>
    public static Summary? OfKnown(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length == 0 ? null : Of(known);
    }

    /// <summary>The median of what is there; null when nothing is.</summary>
    public static double? MedianOf(IEnumerable<double?> values) => OfKnown(values)?.Median;
}
