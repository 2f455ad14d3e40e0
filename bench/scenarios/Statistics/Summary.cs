namespace Falcon.Bench.Scenarios.Statistics;

/// <summary>Median, minimum and maximum of a few repeats of one measurement.</summary>
public sealed record Summary(double Median, double Min, double Max, int Count)
{
    /// <summary>
    /// How far apart minimum and maximum may be. When the rounds of two runs agree this well, their medians differ by less than 15 %.
    /// Measured: docs/lab/benchmarks.md, "Two runs".
    /// </summary>
    private const double Steady = 1.10;

    /// <summary>Three quarters of a normal distribution are within this many standard deviations of its mean.</summary>
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
    /// With <see cref="High"/>, the range that contains the median of endless repeats with a confidence of 75 %: of a few repeats the
    /// minimum and maximum, of many some values in between (order statistics; no assumption about the distribution of repeats).
    /// </summary>
    public double Low { get; init; } = Min;

    /// <summary>See <see cref="Low"/>.</summary>
    public double High { get; init; } = Max;

    /// <summary>
    /// Whether the median is reliable: that of another run is within 15 % of it. A single repeat cannot tell and counts as reliable.
    /// </summary>
    public bool IsSteady => High <= Low * Steady;

    /// <summary>
    /// How many of the repeats are outside the range on each side. Each repeat is above the median of endless repeats with probability ½.
    /// </summary>
    private static int OutsideOf(int count) => Math.Max(0, (int)((count - (ThreeQuarters * Math.Sqrt(count))) / 2) - 1);

    /// <summary>The summary of the known values; null when there are none.</summary>
    public static Summary? OfKnown(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length == 0 ? null : Of(known);
    }

    /// <summary>The median of the known values; null when there are none.</summary>
    public static double? MedianOf(IEnumerable<double?> values) => OfKnown(values)?.Median;
}
