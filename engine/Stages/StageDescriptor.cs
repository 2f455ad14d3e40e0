using Falcon.Steering.Routing;

namespace Falcon.Engine.Stages;

/// <summary>
/// A row of the <see cref="StageTable"/>: what the engine knows of a stage. Never changes. What runs the stage is not said here, so that
/// whoever counts, bills or reports by stage need not know it.
/// </summary>
public record StageDescriptor
{
    /// <summary>Reasons to drop frames that a stage may have.</summary>
    public const int MostReasons = 32;

    /// <summary>Describes a stage.</summary>
    /// <param name="id">Its place in arrays.</param>
    /// <param name="name">Its name.</param>
    /// <param name="section">Where it stands.</param>
    /// <param name="exits">What follows it.</param>
    protected StageDescriptor(StageId id, string name, StageSection section, StageExits exits)
    {
        Id = id;
        Name = name;
        Section = section;
        Exits = exits;
        Payer = section switch
        {
            StageSection.Between => StagePayer.Nobody,
            StageSection.FromWire => StagePayer.FoundByBridge,
            StageSection.Bridge => (exits & StageExits.ToBridge) != 0 ? StagePayer.FoundByBridge : StagePayer.Bridge,
            _ => StagePayer.Carried,
        };
    }

    /// <summary>Its place in arrays.</summary>
    public StageId Id { get; }

    /// <summary>Its name as operators read it, in kebab-case.</summary>
    public string Name { get; }

    /// <summary>Where it stands; the order within a section is that of the table.</summary>
    public StageSection Section { get; }

    /// <summary>What follows it.</summary>
    public StageExits Exits { get; }

    /// <summary>Who pays for its work; follows from where it stands.</summary>
    public StagePayer Payer { get; }

    /// <summary>
    /// Why it drops frames: an enumeration of bytes below <see cref="MostReasons"/>; null when it drops none.
    /// </summary>
    public Type? Drops { get; init; }

    /// <summary>As what its frames may be handed over to another worker; null: it runs where the stage before it runs.</summary>
    public SteeredStage? HandedOver { get; init; }

    /// <summary>Describes work between two stages.</summary>
    public static StageDescriptor Between(StageId id, string name) => new(id, name, StageSection.Between, StageExits.ToLane);
}
