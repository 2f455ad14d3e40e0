namespace Falcon.Bench.Simulation.Policies;

/// <summary>What is compared.</summary>
public static class PolicyCatalogue
{
    /// <summary>A new instance of each: a policy keeps the state of one run.</summary>
    public static IReadOnlyList<Func<Policy>> All { get; } =
        [() => new RunToCompletion(), () => new StaticHash(), () => new PerFrameTwoChoice(), () => new Ours()];

    public static string[] Names { get; } = [.. All.Select(make => make().Name)];
}
