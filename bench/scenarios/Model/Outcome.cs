using Falcon.Bench.Scenarios.Machine;

namespace Falcon.Bench.Scenarios.Model;

/// <summary>The result of one valid measurement.</summary>
public sealed record Outcome
{
    /// <summary>One value per metric, by the metric's name.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>Lost datagrams as a share of those sent; null if nothing can be lost.</summary>
    public double? Loss { get; init; }

    /// <summary>Datagrams that arrived after a later one of their flow, as a share of those delivered.</summary>
    public double? Reordered { get; init; }

    /// <summary>CPU time per delivered item.</summary>
    public CpuCost? Cpu { get; init; }

    /// <summary>The latency distribution, ascending; empty if it was not measured.</summary>
    public IReadOnlyList<LatencyPoint> Latency { get; init; } = [];

    /// <summary>CPU nanoseconds per delivered item by stage, for systems that report it.</summary>
    public IReadOnlyDictionary<string, double> Stages { get; init; } = new Dictionary<string, double>();
}
