using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Statistics;

namespace Falcon.Bench.Scenarios.Model;

/// <summary>One system and one metric of a scenario, over all rounds.</summary>
public sealed record Row
{
    public required string System { get; init; }

    public required Metric Metric { get; init; }

    /// <summary>Median, minimum and maximum; null when the row is invalid.</summary>
    public Summary? Value { get; init; }

    /// <summary>The value of each round; null if it has none. Systems are compared round by round.</summary>
    public required IReadOnlyList<double?> Rounds { get; init; }

    /// <summary>Why the row is invalid; null when it is valid.</summary>
    public string? Invalid { get; init; }

    /// <summary>A remark on a valid row, such as rounds that were disturbed.</summary>
    public string? Note { get; init; }

    public double? Loss { get; init; }

    public double? Reordered { get; init; }

    public CpuCost? Cpu { get; init; }

    /// <summary>The worst disturbance of the rounds that count.</summary>
    public Disturbance Disturbance { get; init; }

    public bool IsValid => Value is not null;
}
