using Falcon.Steering.Routing;

namespace Falcon.Steering.Tests.Routing;

/// <summary>
/// A worker of the model. Its turn has three steps, between which other workers may take theirs: dispatch what arrived; coalesce and
/// dispatch the result; deliver.
/// </summary>
internal sealed class ModelWorker
{
    private const int Patience = 2;
    private const int RoomForHeld = 6;

    private readonly ModelEngine _engine;
    private readonly int _self;
    private readonly CompletionFence _fence = new(ModelEngine.Workers);
    private readonly List<ModelFrame>[] _held = Lists();
    private readonly List<ModelFrame>[] _running = Lists();
    private int _step;

    public ModelWorker(ModelEngine engine, int self, bool keepOrder)
    {
        _engine = engine;
        _self = self;
        Router = new BucketRouter(engine.Placement, self, patience: Patience) { KeepOrder = keepOrder };
    }

    public BucketRouter Router { get; }

    public List<ModelFrame> Arrived { get; } = [];

    public bool IsIdle => Arrived.Count == 0 && Array.TrueForAll([.. _held, .. _running], frames => frames.Count == 0);

    public void Step(int atMost)
    {
        switch (_step++)
        {
            case 0:
                BeginTurn();
                Dispatch(SteeredStage.Coalesce, [.. Arrived.Where(frame => frame.Flow % 2 == 0)]);
                Dispatch(SteeredStage.Encapsulate, [.. Arrived.Where(frame => frame.Flow % 2 == 1)]);
                Arrived.Clear();
                break;
            case 1:
                Receive(SteeredStage.Coalesce, atMost);
                Dispatch(SteeredStage.Deliver, TakeRunning(SteeredStage.Coalesce));
                break;
            default:
                Receive(SteeredStage.Deliver, atMost);
                Receive(SteeredStage.Encapsulate, atMost);
                TakeRunning(SteeredStage.Deliver).ForEach(_engine.Deliver);
                TakeRunning(SteeredStage.Encapsulate).ForEach(_engine.Deliver);
                EndTurn();
                _step = 0;
                break;
        }
    }

    private void BeginTurn()
    {
        foreach (SteeredStage stage in SteeredStages.All)
        {
            for (int to = 0; to < ModelEngine.Workers; to++) Router.SetCompleted(stage, to, From(stage, to).Completed);
        }

        Router.BeginTurn();
    }

    private void Dispatch(SteeredStage stage, List<ModelFrame> frames)
    {
        List<ModelFrame> held = _held[(int)stage];
        List<ModelFrame> all = [.. held, .. frames];
        held.Clear();
        foreach (ModelFrame frame in all)
        {
            if (Router.Route(stage, Bucket(frame)) == BucketRouter.Hold && held.Count == RoomForHeld)
            {
                Router.AbortHolds(stage);
                held.ForEach(earlier => Pass(stage, earlier));
                held.Clear();
            }

            Pass(stage, frame);
        }
    }

    private void Pass(SteeredStage stage, ModelFrame frame)
    {
        switch (Router.Route(stage, Bucket(frame)))
        {
            case Placement.Inline:
                _running[(int)stage].Add(frame);
                break;
            case BucketRouter.Hold:
                _held[(int)stage].Add(frame);
                break;
            case int to:
                From(stage, to).Send(frame);
                Router.Sent(stage, Bucket(frame), From(stage, to).Sent);
                break;
        }
    }

    private void Receive(SteeredStage stage, int atMost)
    {
        for (int from = 0; from < ModelEngine.Workers; from++) To(stage, from).Receive(atMost, _running[(int)stage]);
    }

    private void EndTurn()
    {
        foreach (SteeredStage stage in (SteeredStage[])[SteeredStage.Deliver, SteeredStage.Encapsulate])
        {
            for (int from = 0; from < ModelEngine.Workers; from++) To(stage, from).Completed = To(stage, from).Received;
        }

        long[] received = [.. Enumerable.Range(0, ModelEngine.Workers).Select(from => To(SteeredStage.Coalesce, from).Received)];
        long[] sent = [.. Enumerable.Range(0, ModelEngine.Workers).Select(to => From(SteeredStage.Deliver, to).Sent)];
        if (!_fence.EndTurn(received, sent, Router.CompletedOf(SteeredStage.Deliver), _held[(int)SteeredStage.Deliver].Count != 0)) return;
        for (int from = 0; from < ModelEngine.Workers; from++) To(SteeredStage.Coalesce, from).Completed = _fence.Completed[from];
    }

    private List<ModelFrame> TakeRunning(SteeredStage stage)
    {
        List<ModelFrame> frames = [.. _running[(int)stage]];
        _running[(int)stage].Clear();
        return frames;
    }

    private ModelInbox To(SteeredStage stage, int from) => _engine.Inboxes[(int)stage, from, _self];

    private ModelInbox From(SteeredStage stage, int to) => _engine.Inboxes[(int)stage, _self, to];

    private static int Bucket(ModelFrame frame) => frame.Flow / 2 % ModelEngine.Buckets;

    private static List<ModelFrame>[] Lists() => [.. Enumerable.Range(0, SteeredStages.Count).Select(_ => new List<ModelFrame>())];
}
