namespace Falcon.Bench.Simulation.Machine;

/// <summary>An inbox between two workers, with the positions that steering goes by.</summary>
internal sealed class SimInbox(int capacity)
{
    private readonly Queue<SimFrame> _frames = [];

    public long Sent { get; private set; }

    public long Received { get; private set; }

    public long Completed { get; set; }

    public bool TrySend(SimFrame frame)
    {
        if (_frames.Count == capacity) return false;
        _frames.Enqueue(frame);
        Sent++;
        return true;
    }

    public int Receive(List<SimFrame> into)
    {
        int count = _frames.Count;
        while (_frames.TryDequeue(out SimFrame frame)) into.Add(frame);
        Received += count;
        return count;
    }
}
