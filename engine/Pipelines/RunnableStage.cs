using Falcon.Engine.Stages;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// A stage with the code that runs it. All rows of a <see cref="StageTable"/> are of this kind but those between two stages.
/// </summary>
public sealed record RunnableStage : StageDescriptor
{
    private readonly Func<WorkerContext, StageDescriptor, StageRunner> _newRunner;

    private RunnableStage(
        StageId id, string name, StageSection section, StageExits exits, Func<WorkerContext, StageDescriptor, StageRunner> newRunner)
        : base(id, name, section, exits)
    {
        _newRunner = newRunner;
    }

    /// <summary>Describes a stage.</summary>
    /// <typeparam name="TStage">The stage.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="section">Where it stands.</param>
    /// <param name="exits">What follows it.</param>
    /// <param name="create">Makes a worker's; null: it is made of nothing.</param>
    public static RunnableStage Of<TStage>(
        string name, StageSection section, StageExits exits, Func<WorkerContext, TStage>? create = null)
        where TStage : struct, IStage
    {
        return new RunnableStage(TStage.Id, name, section, exits, NewRunner);
        StageRunner NewRunner(WorkerContext context, StageDescriptor row) =>
            new SpecialisedRunner<TStage>(context, row, create?.Invoke(context) ?? default);
    }

    /// <summary>What runs it on a worker.</summary>
    internal StageRunner NewRunner(WorkerContext context) => _newRunner(context, this);
}
