namespace Falcon.Bench.Simulation.Policies;

/// <summary>The policies to compare.</summary>
public static class PolicyCatalogue
{
    /// <summary>Makes a new instance of each, because a policy keeps the state of one run.</summary>
    public static IReadOnlyList<Func<Policy>> All { get; } =
        [() => new RunToCompletion(), () => new StaticHash(), () => new PerFrameTwoChoice(), () => new Ours()];

    public static string[] Names { get; } = [.. All.Select(make => make().Name)];
}
