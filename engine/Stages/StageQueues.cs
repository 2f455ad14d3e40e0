namespace Falcon.Engine.Stages;

/// <summary>The queues between the stages of one worker, and the queue that each exit leads to. Not shared.</summary>
internal sealed class StageQueues
{
    private readonly StageTable _stages;
    private readonly StageQueue[] _all;
    private readonly StageQueue[] _behindBridge;
    private readonly StageQueue[] _beforeWire;
    private readonly StageQueue[] _aside;

    public StageQueues(StageTable stages)
    {
        _stages = stages;
        _all = [.. stages.Rows.Select(_ => new StageQueue())];
        _beforeWire = [.. stages.In(StageSection.ToWire).Select(stage => Of(stage.Id))];
        _behindBridge = [.. stages.In(StageSection.ToPort).Select(stage => Of(stage.Id)), .. _beforeWire];
        _aside = Array.ConvertAll(_behindBridge, _ => new StageQueue());
        Answers = Of(stages.In(StageSection.ToPort).Last().Id);
    }

    /// <summary>The frames in all queues. Any thread.</summary>
    public int Frames => _all.Sum(queue => queue.Count) + _aside.Sum(queue => queue.Count);

    /// <summary>Whether all queues are empty, between two turns.</summary>
    public bool AreEmpty
    {
        get
        {
            foreach (StageQueue queue in _all)
            {
                if (queue.Count > 0) return false;
            }

            return true;
        }
    }

    /// <summary>The queue for answers: that of the stage that delivers to containers.</summary>
    public StageQueue Answers { get; }

    /// <summary>The frames that wait for a stage on the way to the wire.</summary>
    public int FramesToWire
    {
        get
        {
            int frames = 0;
            foreach (StageQueue queue in _beforeWire) frames += queue.Count;
            return frames;
        }
    }

    /// <summary>The queue of a stage.</summary>
    public StageQueue Of(StageId stage) => _all[(int)stage];

    /// <summary>The queue that an exit leads to, by stage; null for a stage without that exit.</summary>
    public StageQueue[] QueuesBy(StageExits exit)
    {
        var queues = new StageQueue[_all.Length];
        foreach (StageDescriptor stage in _stages.Rows)
        {
            if ((stage.Exits & exit) != 0) queues[(int)stage.Id] = Of(_stages.Following(stage, exit).Id);
        }

        return queues;
    }

    /// <summary>
    /// Sets aside the frames that wait behind Bridge, so that others can pass them. A second call, when those queues are empty again, puts
    /// the frames back.
    /// </summary>
    public void SwapAside()
    {
        for (int i = 0; i < _aside.Length; i++) _behindBridge[i].SwapWith(_aside[i]);
    }
}
