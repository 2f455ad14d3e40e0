using Falcon.Engine.Frames;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Handoff;

/// <summary>
/// What one worker sends to the others for one stage: written into their inboxes at once, published once per batch. Not shared.
/// </summary>
internal sealed class Outbox
{
    private readonly Inbox?[] _inboxes;
    private readonly Doorbell[] _doorbells;
    private readonly bool[] _unpublished;
    private readonly long[] _sent;

    public Outbox(HandoffRings rings, int self, SteeredStage stage)
    {
        _inboxes = [.. Enumerable.Range(0, rings.Workers).Select(worker => worker == self ? null : rings.Between(self, worker, stage))];
        _doorbells = [.. Enumerable.Range(0, rings.Workers).Select(rings.DoorbellOf)];
        _unpublished = new bool[rings.Workers];
        _sent = new long[rings.Workers];
    }

    /// <summary>Frames sent so far, by receiving worker.</summary>
    public ReadOnlySpan<long> Sent => _sent;

    /// <summary>The frames that fit into the fullest inbox now.</summary>
    public int Room
    {
        get
        {
            int room = int.MaxValue;
            foreach (Inbox? inbox in _inboxes) room = Math.Min(room, inbox?.Room ?? room);
            return room;
        }
    }

    /// <summary>The frames that fit into a worker's inbox now.</summary>
    public int RoomOf(int worker) => _inboxes[worker]!.Room;

    /// <summary>Sends a train or a single frame, all of it or nothing.</summary>
    public bool TrySend(int worker, ReadOnlySpan<Frame> train)
    {
        if (!_inboxes[worker]!.TrySend(train)) return false;
        _sent[worker] += train.Length;
        _unpublished[worker] = true;
        return true;
    }

    /// <summary>Publishes what was sent and wakes receivers that sleep.</summary>
    public void Publish()
    {
        for (int worker = 0; worker < _unpublished.Length; worker++)
        {
            if (!_unpublished[worker]) continue;
            _unpublished[worker] = false;
            _inboxes[worker]!.Publish();
            _doorbells[worker].Ring();
        }
    }

    /// <summary>Whether the receivers have completed everything up to these positions, by receiving worker.</summary>
    public bool HasCompleted(ReadOnlySpan<long> sent)
    {
        for (int worker = 0; worker < _inboxes.Length; worker++)
        {
            if (_inboxes[worker] is { } inbox && inbox.Completed < sent[worker]) return false;
        }

        return true;
    }

    /// <summary>Reports to the router how far the receivers are done.</summary>
    public void ReportCompleted(BucketRouter router, SteeredStage stage)
    {
        for (int worker = 0; worker < _inboxes.Length; worker++)
        {
            if (_inboxes[worker] is { } inbox) router.SetCompleted(stage, worker, inbox.Completed);
        }
    }
}
