using Falcon.Engine.Stages;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// A stage and the code that runs it. All rows of a <see cref="StageTable"/> are of this type, except work between stages.
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
    /// <typeparam name="TStage">The type of the stage.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="section">The section it belongs to.</param>
    /// <param name="exits">The exits its frames may take.</param>
    /// <param name="create">Makes a worker's stage; null to use the default value.</param>
    public static RunnableStage Of<TStage>(
        string name, StageSection section, StageExits exits, Func<WorkerContext, TStage>? create = null)
        where TStage : struct, IStage
    {
        return new RunnableStage(TStage.Id, name, section, exits, NewRunner);
        StageRunner NewRunner(WorkerContext context, StageDescriptor row) =>
            new SpecialisedRunner<TStage>(context, row, create?.Invoke(context) ?? default);
    }

    /// <summary>Makes the runner of a worker.</summary>
    internal StageRunner NewRunner(WorkerContext context) => _newRunner(context, this);
}
