using Falcon.Engine.Workers;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Stages;

/// <summary>A row of the <see cref="StageTable"/>: what the engine knows of a stage. Never changes.</summary>
public sealed record StageDescriptor
{
    private readonly Func<WorkerContext, StageDescriptor, StageRunner>? _newRunner;

    private StageDescriptor(
        StageId id, string name, StageSection section, StageExits exits, Func<WorkerContext, StageDescriptor, StageRunner>? newRunner)
    {
        _newRunner = newRunner;
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
    /// Why it drops frames: an enumeration of bytes below <see cref="Counters.DropCounters.ReasonsPerStage"/>; null when it drops none.
    /// </summary>
    public Type? Drops { get; init; }

    /// <summary>As what its frames may be handed over to another worker; null: it runs where the stage before it runs.</summary>
    public SteeredStage? HandedOver { get; init; }

    /// <summary>Describes a stage.</summary>
    /// <typeparam name="TStage">The stage.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="section">Where it stands.</param>
    /// <param name="exits">What follows it.</param>
    /// <param name="create">Makes a worker's; null: it is made of nothing.</param>
    public static StageDescriptor Of<TStage>(
        string name, StageSection section, StageExits exits, Func<WorkerContext, TStage>? create = null)
        where TStage : struct, IStage
    {
        return new StageDescriptor(TStage.Id, name, section, exits, NewRunner);
        StageRunner NewRunner(WorkerContext context, StageDescriptor row) =>
            new SpecialisedRunner<TStage>(context, row, create?.Invoke(context) ?? default);
    }

    /// <summary>Describes work between two stages.</summary>
    public static StageDescriptor Between(StageId id, string name) => new(id, name, StageSection.Between, StageExits.ToLane, null);

    /// <summary>What runs it on a worker; null for work between two stages.</summary>
    internal StageRunner? NewRunner(WorkerContext context) => _newRunner?.Invoke(context, this);
}
