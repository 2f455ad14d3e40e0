using Falcon.Engine.Stages;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Handoff;

/// <summary>The inboxes of one worker for one stage. Not shared.</summary>
internal sealed class Mailbox
{
    /// <summary>The most frames taken in a turn: as many as a deep turn takes from the lanes.</summary>
    private const int MostPerTurn = 1024;

    private readonly Inbox?[] _inboxes;
    private readonly long[] _received;
    private int _first;

    public Mailbox(HandoffRings rings, int self, SteeredStage stage)
    {
        _inboxes = [.. Enumerable.Range(0, rings.Workers).Select(worker => worker == self ? null : rings.Between(worker, self, stage))];
        _received = new long[rings.Workers];
    }

    /// <summary>Frames received so far, by sending worker.</summary>
    public ReadOnlySpan<long> Received => _received;

    /// <summary>Whether anything waits.</summary>
    public bool HasMail
    {
        get
        {
            foreach (Inbox? inbox in _inboxes)
            {
                if (inbox is { Count: > 0 }) return true;
            }

            return false;
        }
    }

    /// <summary>
    /// Appends waiting frames to the stage's queue. Each turn starts with another worker. Half of the queue stays free for other frames.
    /// </summary>
    /// <param name="queue">The stage's queue.</param>
    /// <param name="most">The most frames to take; 0 or less for none.</param>
    /// <returns>The number of frames.</returns>
    public int Receive(StageQueue queue, int most)
    {
        int left = Math.Min(Math.Min(MostPerTurn, most), queue.Room - StageQueue.Capacity / 2);
        int total = 0;
        for (int i = 0; i < _inboxes.Length && left > 0; i++)
        {
            int worker = (_first + i) % _inboxes.Length;
            if (_inboxes[worker] is not { } inbox) continue;
            int count = inbox.Receive(queue.Tail(left));
            queue.Grow(count);
            _received[worker] += count;
            total += count;
            left -= count;
        }

        _first = (_first + 1) % _inboxes.Length;
        return total;
    }

    /// <summary>Announces to the senders how far this worker is done.</summary>
    /// <param name="positions">Positions, by sending worker.</param>
    public void Complete(ReadOnlySpan<long> positions)
    {
        for (int worker = 0; worker < _inboxes.Length; worker++) _inboxes[worker]?.Complete(positions[worker]);
    }
}
