namespace Falcon.Engine.Stages;

/// <summary>The queues between the stages of one worker, and where each stage's ways out lead. Not shared.</summary>
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

    /// <summary>Frames in all of them. Any thread.</summary>
    public int Frames => _all.Sum(queue => queue.Count) + _aside.Sum(queue => queue.Count);

    /// <summary>Whether nothing waits in any of them, between two turns.</summary>
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

    /// <summary>What waits for the stage that hands frames to containers.</summary>
    public StageQueue Answers { get; }

    /// <summary>Frames on their way to the wire.</summary>
    public int FramesToWire
    {
        get
        {
            int frames = 0;
            foreach (StageQueue queue in _beforeWire) frames += queue.Count;
            return frames;
        }
    }

    /// <summary>What waits for a stage.</summary>
    public StageQueue Of(StageId stage) => _all[(int)stage];

    /// <summary>Where a way out leads, by stage; nowhere for a stage that does not have it.</summary>
    public StageQueue[] WaysBy(StageExits exit)
    {
        var ways = new StageQueue[_all.Length];
        foreach (StageDescriptor stage in _stages.Rows)
        {
            if ((stage.Exits & exit) != 0) ways[(int)stage.Id] = Of(_stages.Following(stage, exit).Id);
        }

        return ways;
    }

    /// <summary>
    /// Sets aside what waits behind Bridge, so that other frames can go all their way before it; called again, when those queues are empty,
    /// it puts it back.
    /// </summary>
    public void SwapAside()
    {
        for (int i = 0; i < _aside.Length; i++) _behindBridge[i].SwapWith(_aside[i]);
    }
}
