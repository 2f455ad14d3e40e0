using System.Numerics;

namespace Falcon.Bench.Simulation.Machine;

/// <summary>
/// The inboxes of one stage, from every worker to every worker, with the positions that steering uses. Most are empty at any time: a
/// consumer looks only at the others, so that 64 workers can be simulated.
/// </summary>
internal sealed class SimInboxes
{
    /// <summary>Producers are bits of a 64-bit word.</summary>
    private const int MostWorkers = 64;

    private readonly int _workers;
    private readonly int _capacity;
    private readonly Queue<SimFrame>[] _frames; // by consumer, then producer
    private readonly long[] _sent; // by producer, then consumer
    private readonly long[] _received; // by consumer, then producer
    private readonly long[] _completed; // by producer, then consumer
    private readonly ulong[] _filled; // by consumer: bits of the producers with waiting frames
    private readonly long[] _underWay; // by consumer: frames sent to it and not completed

    /// <summary>Makes empty inboxes with room for this many frames each.</summary>
    public SimInboxes(int workers, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, MostWorkers);
        _workers = workers;
        _capacity = capacity;
        _frames = [.. Enumerable.Range(0, workers * workers).Select(_ => new Queue<SimFrame>())];
        _sent = new long[workers * workers];
        _received = new long[workers * workers];
        _completed = new long[workers * workers];
        _filled = new ulong[workers];
        _underWay = new long[workers];
    }

    /// <summary>Frames ever sent, by consumer.</summary>
    public ReadOnlySpan<long> SentBy(int producer) => _sent.AsSpan(producer * _workers, _workers);

    /// <summary>How many of them are completed, by consumer.</summary>
    public ReadOnlySpan<long> CompletedFor(int producer) => _completed.AsSpan(producer * _workers, _workers);

    /// <summary>Frames ever taken, by producer.</summary>
    public ReadOnlySpan<long> ReceivedBy(int consumer) => _received.AsSpan(consumer * _workers, _workers);

    /// <summary>Whether everything that was ever sent to a worker is completed.</summary>
    public bool IsSettled(int consumer) => _underWay[consumer] == 0;

    /// <summary>Sends a frame; false when the inbox is full.</summary>
    public bool TrySend(int producer, int consumer, in SimFrame frame)
    {
        Queue<SimFrame> inbox = _frames[consumer * _workers + producer];
        if (inbox.Count == _capacity) return false;
        inbox.Enqueue(frame);
        _sent[producer * _workers + consumer]++;
        _filled[consumer] |= 1ul << producer;
        _underWay[consumer]++;
        return true;
    }

    /// <summary>Takes all frames that wait for a worker.</summary>
    /// <returns>How many frames it took.</returns>
    public int Receive(int consumer, List<SimFrame> into)
    {
        int taken = 0;
        for (ulong filled = _filled[consumer]; filled != 0; filled &= filled - 1)
        {
            int inbox = consumer * _workers + BitOperations.TrailingZeroCount(filled);
            Queue<SimFrame> frames = _frames[inbox];
            taken += frames.Count;
            _received[inbox] += frames.Count;
            into.AddRange(frames);
            frames.Clear();
        }

        _filled[consumer] = 0;
        return taken;
    }

    /// <summary>Notes how many of the frames sent to a worker are completed.</summary>
    /// <param name="consumer">The worker.</param>
    /// <param name="positions">Completed frames of each producer.</param>
    public void Complete(int consumer, ReadOnlySpan<long> positions)
    {
        if (IsSettled(consumer)) return;
        for (int producer = 0; producer < _workers; producer++)
        {
            ref long completed = ref _completed[producer * _workers + consumer];
            _underWay[consumer] -= positions[producer] - completed;
            completed = positions[producer];
        }
    }
}
