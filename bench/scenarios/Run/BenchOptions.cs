namespace Falcon.Bench.Scenarios.Run;

/// <summary>What the command line asks for.</summary>
public sealed record BenchOptions
{
    /// <summary>A scenario's name, or all.</summary>
    public required string Scenario { get; init; }

    /// <summary>Seconds of one measurement.</summary>
    public required int Seconds { get; init; }

    /// <summary>Rounds.</summary>
    public required int Runs { get; init; }

    public bool Ndr { get; init; }

    public IReadOnlyCollection<string> Systems { get; init; } = [];

    public IReadOnlyCollection<string> Peers { get; init; } = [];

    /// <summary>Where to write the results; null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>A directory for plots; null for none.</summary>
    public string? Plots { get; init; }
}
