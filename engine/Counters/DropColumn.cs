namespace Falcon.Engine.Counters;

/// <summary>A reason for which a stage drops frames, and where it is counted.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Reason">The reason's name, in kebab-case.</param>
/// <param name="Index">Its place in a row of <see cref="DropCounters"/>.</param>
public sealed record DropColumn(string Stage, string Reason, int Index);
