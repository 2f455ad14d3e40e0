namespace Falcon.Pktgen;

/// <summary>Quantiles of the one-way delay, in microseconds.</summary>
/// <param name="P50">The median.</param>
/// <param name="P99">99 of 100 are shorter.</param>
/// <param name="P999">999 of 1,000 are shorter.</param>
/// <param name="Max">The longest.</param>
public sealed record SinkDelays(double P50, double P99, double P999, double Max);
