namespace Falcon.Engine.Stages;

/// <summary>A drop reason of a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Name">The reason's name, in kebab-case.</param>
/// <param name="Value">The reason's value in the stage's enum.</param>
public sealed record StageDrop(StageDescriptor Stage, string Name, byte Value);
