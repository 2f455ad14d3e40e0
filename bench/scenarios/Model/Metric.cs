namespace Falcon.Bench.Scenarios.Model;

/// <summary>What a scenario measures.</summary>
/// <param name="Name">Short, as a column would call it.</param>
/// <param name="Unit">The unit of every value of it.</param>
/// <param name="HigherIsBetter">Whether more is better; false for times.</param>
public sealed record Metric(string Name, string Unit, bool HigherIsBetter = true);
