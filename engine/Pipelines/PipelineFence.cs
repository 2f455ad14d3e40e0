using Falcon.Engine.Handoff;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Tells when every frame that was in the pipelines at a moment has left them: each worker has made a whole turn since, holds and owes no
/// copy of any frame that is older, and what it had handed over by then is done. Answers that such a frame has caused may still be there:
/// for those ask once more. Asked now and then by one thread, which does not wait; workers that sleep wake each second.
/// </summary>
/// <param name="epoch">The workers' epoch.</param>
/// <param name="pipelines">The pipelines of all workers.</param>
/// <param name="rings">The ways between them.</param>
internal sealed class PipelineFence(ReaderEpoch epoch, IReadOnlyList<Pipeline> pipelines, HandoffRings rings)
{
    private long _begun;
    private IReadOnlyList<long>[]? _published;

    /// <summary>
    /// From now on is asked about the frames that are in the pipelines now. What was taken out of the tables before is found by no frame
    /// that comes later.
    /// </summary>
    public void Begin()
    {
        _begun = epoch.Advance();
        _published = null;
    }

    /// <summary>Whether they have left.</summary>
    public bool IsPassed()
    {
        foreach (Pipeline pipeline in pipelines)
        {
            if (pipeline.QuietEpoch < _begun) return false;
        }

        _published ??= [.. Enumerable.Range(0, pipelines.Count).Select(rings.PublishedBy)];
        return _published.Index().All(worker => rings.HasCompleted(worker.Index, worker.Item));
    }

    /// <summary>Wakes the workers that sleep, so that it does not take until they wake of themselves.</summary>
    public void Hasten()
    {
        for (int worker = 0; worker < pipelines.Count; worker++) rings.DoorbellOf(worker).Ring();
    }
}
