namespace Falcon.Api;

/// <summary>Frames dropped for one named reason.</summary>
/// <param name="Stage">The stage or lane that dropped them, in kebab-case: <c>decapsulate</c>.</param>
/// <param name="Reason">Why, in kebab-case: <c>unknown-vni</c>.</param>
/// <param name="Frames">How many since the engine started.</param>
public sealed record DropCount(string Stage, string Reason, long Frames);
