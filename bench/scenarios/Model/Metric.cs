namespace Falcon.Bench.Scenarios.Model;

/// <summary>What a scenario measures.</summary>
/// <param name="Name">A short name, as for a column.</param>
/// <param name="Unit">The unit of all its values.</param>
/// <param name="HigherIsBetter">Whether more is better; false for times.</param>
public sealed record Metric(string Name, string Unit, bool HigherIsBetter = true);
