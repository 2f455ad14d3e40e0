using Falcon.Engine.Handoff;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Reports when every frame that was in the pipelines at a moment has left them: each worker has since made a whole turn, holds no older
/// frame and no older broadcast, and what it had handed over is done. Answers caused by such frames may still be in the pipelines; use the
/// fence a second time to wait for them. Polled by one thread, which does not wait; sleeping workers wake once a second.
/// </summary>
/// <param name="epoch">The workers' epoch.</param>
/// <param name="pipelines">The pipelines of all workers.</param>
/// <param name="rings">The hand-off rings between the workers.</param>
internal sealed class PipelineFence(ReaderEpoch epoch, IReadOnlyList<Pipeline> pipelines, HandoffRings rings)
{
    private long _begun;
    private IReadOnlyList<long>[]? _published;

    /// <summary>
    /// Starts the fence for the frames that are in the pipelines now. Frames that come later cannot find what was removed from the tables
    /// before this call.
    /// </summary>
    public void Begin()
    {
        _begun = epoch.Advance();
        _published = null;
    }

    /// <summary>Whether those frames have left.</summary>
    public bool IsPassed()
    {
        foreach (Pipeline pipeline in pipelines)
        {
            if (pipeline.QuietEpoch < _begun) return false;
        }

        _published ??= [.. Enumerable.Range(0, pipelines.Count).Select(rings.PublishedBy)];
        return _published.Index().All(worker => rings.HasCompleted(worker.Index, worker.Item));
    }

    /// <summary>Wakes the workers that sleep, so that the fence passes sooner.</summary>
    public void Hasten()
    {
        for (int worker = 0; worker < pipelines.Count; worker++) rings.DoorbellOf(worker).Ring();
    }
}
