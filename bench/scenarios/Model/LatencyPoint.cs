namespace Falcon.Bench.Scenarios.Model;

/// <summary>A point of a cumulative distribution: this share of all samples took at most that long.</summary>
public readonly record struct LatencyPoint(double Share, double Microseconds);
