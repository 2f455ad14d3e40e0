using HdrHistogram;

namespace Falcon.Cli.Pktgen;

/// <summary>Quantiles of the one-way delay, in microseconds.</summary>
internal sealed record SinkDelays(double P50, double P99, double P999, double Max)
{
    private const double NanosecondsPerMicrosecond = 1000;

    /// <summary>Those of a histogram of nanoseconds.</summary>
    public static SinkDelays Of(HistogramBase delays) => new(
        delays.GetValueAtPercentile(50) / NanosecondsPerMicrosecond,
        delays.GetValueAtPercentile(99) / NanosecondsPerMicrosecond,
        delays.GetValueAtPercentile(99.9) / NanosecondsPerMicrosecond,
        delays.GetMaxValue() / NanosecondsPerMicrosecond);
}
