using Falcon.Engine.Handoff;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Tells when every frame that was in the pipelines at a moment has left them: each worker has ended its turn, holds nothing for others,
/// owes no copies of broadcasts, and what it had handed over by then is done. Asked now and then by one thread, which does not wait;
/// workers that sleep wake each second.
/// </summary>
/// <param name="pipelines">The pipelines of all workers.</param>
/// <param name="rings">The ways between them.</param>
internal sealed class PipelineFence(IReadOnlyList<Pipeline> pipelines, HandoffRings rings)
{
    private long[] _turns = [];
    private bool[] _emptied = [];
    private IReadOnlyList<long>[]? _published;

    /// <summary>From now on is asked about the frames that are in the pipelines now.</summary>
    public void Begin()
    {
        _turns = [.. pipelines.Select(pipeline => pipeline.Turns)];
        _emptied = new bool[pipelines.Count];
        _published = null;
    }

    /// <summary>Whether they have left.</summary>
    public bool IsPassed()
    {
        for (int worker = 0; worker < pipelines.Count; worker++)
            _emptied[worker] |= pipelines[worker].Turns > _turns[worker] && HoldsNothing(pipelines[worker].Context);
        if (_emptied.Contains(false)) return false;
        _published ??= [.. Enumerable.Range(0, pipelines.Count).Select(rings.PublishedBy)];
        return _published.Index().All(worker => rings.HasCompleted(worker.Index, worker.Item));
    }

    /// <summary>Broadcasts that are still owed copies carry the indices of their source and of the peers that they are for.</summary>
    private static bool HoldsNothing(WorkerContext context) => (context.Handoff?.FramesHeld ?? 0) == 0 && context.Replicator.IsIdle;
}
