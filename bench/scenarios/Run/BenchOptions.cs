namespace Falcon.Bench.Scenarios.Run;

/// <summary>The options of the command line.</summary>
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

    /// <summary>The file for the results; null for none.</summary>
    public string? Json { get; init; }

    /// <summary>A directory for plots; null for none.</summary>
    public string? Plots { get; init; }
}
