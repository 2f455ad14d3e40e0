namespace Falcon.Engine.Stages;

/// <summary>A reason for which a stage drops frames.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Name">The reason's name, in kebab-case.</param>
/// <param name="Value">Its value in the stage's enumeration of reasons.</param>
public sealed record StageDrop(StageDescriptor Stage, string Name, byte Value);
