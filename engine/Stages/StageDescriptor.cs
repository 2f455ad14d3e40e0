using Falcon.Steering.Routing;

namespace Falcon.Engine.Stages;

/// <summary>
/// A row of the <see cref="StageTable"/>: what the engine knows of a stage. Immutable. The code of the stage is not part of it, so that
/// counters, bills and reports do not depend on it.
/// </summary>
public record StageDescriptor
{
    /// <summary>The most drop reasons of a stage.</summary>
    public const int MostReasons = 32;

    /// <summary>Describes a stage.</summary>
    /// <param name="id">The stage's index in arrays.</param>
    /// <param name="name">The stage's name.</param>
    /// <param name="section">The section it belongs to.</param>
    /// <param name="exits">The exits its frames may take.</param>
    protected StageDescriptor(StageId id, string name, StageSection section, StageExits exits)
    {
        Id = id;
        Name = name;
        Section = section;
        Exits = exits;
        Payer = section switch
        {
            StageSection.Between => StagePayer.Nobody,
            StageSection.Kernel => StagePayer.Named,
            StageSection.FromWire => StagePayer.FoundByBridge,
            StageSection.Bridge => (exits & StageExits.ToBridge) != 0 ? StagePayer.FoundByBridge : StagePayer.Bridge,
            _ => StagePayer.Carried,
        };
    }

    /// <summary>The stage's index in arrays.</summary>
    public StageId Id { get; }

    /// <summary>The stage's name for operators, in kebab-case.</summary>
    public string Name { get; }

    /// <summary>The section it belongs to. Within a section, stages run in the order of the table.</summary>
    public StageSection Section { get; }

    /// <summary>The exits its frames may take.</summary>
    public StageExits Exits { get; }

    /// <summary>Who pays for its work; follows from the section.</summary>
    public StagePayer Payer { get; }

    /// <summary>The enum of its drop reasons: bytes below <see cref="MostReasons"/>; null when it drops nothing.</summary>
    public Type? Drops { get; init; }

    /// <summary>
    /// The steered stage under which its frames may be handed over to another worker; null: it runs where the stage before it runs.
    /// </summary>
    public SteeredStage? HandedOver { get; init; }

    /// <summary>Describes work between two stages.</summary>
    public static StageDescriptor Between(StageId id, string name) => new(id, name, StageSection.Between, StageExits.ToLane);

    /// <summary>Describes the kernel's work.</summary>
    public static StageDescriptor InKernel(StageId id, string name) => new(id, name, StageSection.Kernel, StageExits.ToLane);
}
