using Falcon.Steering.Routing;

namespace Falcon.Steering.Tests.Routing;

/// <summary>
/// Workers that hand frames to each other like the engine's, without threads. The test decides which step comes next, so it can produce
/// every interleaving, and the same one again.
/// </summary>
internal sealed class ModelEngine
{
    public const int Workers = 4;
    public const int Buckets = 4;
    public const int Flows = 16;

    private readonly ModelWorker[] _workers;
    private readonly int[] _received = new int[Flows];
    private readonly List<int>[] _delivered = [.. Enumerable.Range(0, Flows).Select(_ => new List<int>())];

    public ModelEngine(bool keepOrder = true)
    {
        Placement = new Placement(Workers, Buckets);
        Inboxes = new ModelInbox[SteeredStages.Count, Workers, Workers];
        foreach (SteeredStage stage in SteeredStages.All)
        {
            for (int i = 0; i < Workers * Workers; i++) Inboxes[(int)stage, i / Workers, i % Workers] = new ModelInbox();
        }

        _workers = [.. Enumerable.Range(0, Workers).Select(self => new ModelWorker(this, self, keepOrder))];
    }

    public Placement Placement { get; }

    /// <summary>By stage, producer and consumer.</summary>
    public ModelInbox[,,] Inboxes { get; }

    public RouterCounters CountersOf(int worker) => _workers[worker].Router.Counters;

    public bool IsIdle => _workers.All(worker => worker.IsIdle) && Inboxes.Cast<ModelInbox>().All(inbox => inbox.Completed == inbox.Sent);

    /// <summary>Lets a flow's next frame arrive at the worker that receives this flow.</summary>
    public void Arrive(int flow) => _workers[flow / 2 % Workers].Arrived.Add(new ModelFrame(flow, _received[flow]++));

    public void Step(int worker, int atMost = int.MaxValue) => _workers[worker].Step(atMost);

    public void Deliver(ModelFrame frame) => _delivered[frame.Flow].Add(frame.Sequence);

    /// <summary>Runs until everything has come out.</summary>
    public void Finish()
    {
        for (int round = 0; !IsIdle; round++)
        {
            Assert.True(round < 10_000, "frames are stuck");
            for (int worker = 0; worker < Workers; worker++) Step(worker);
        }
    }

    public bool IsEverythingDelivered => _delivered.Select(frames => frames.Count).SequenceEqual(_received);

    public bool IsInOrder => _delivered.All(frames => frames.SequenceEqual(Enumerable.Range(0, frames.Count)));
}
