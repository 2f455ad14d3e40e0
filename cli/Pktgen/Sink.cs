using Falcon.Pktgen;
using Falcon.Xsk.Sockets;
using Falcon.Xsk.Threads;
using HdrHistogram;

namespace Falcon.Cli.Pktgen;

/// <summary>
/// Counts the datagrams of a <see cref="UdpReceiver"/>. The clock is read once per batch, when it has left the kernel: delays include the
/// time in the socket's buffer. Datagrams that the generator sent together bear one time stamp and are recorded together. Polling allocates
/// nothing. Not thread-safe.
/// </summary>
internal sealed class Sink(UdpReceiver receiver)
{
    private const long LongestDelay = 60_000_000_000; // ns
    private const int SignificantDigits = 3;
    private const double NanosecondsPerMicrosecond = 1e3, NanosecondsPerSecond = 1e9;

    private readonly SequenceTracker _sequences = new();
    private readonly LongHistogram _delays = new(LongestDelay, SignificantDigits);
    private long _datagrams;
    private long _bytes;
    private long _messages;
    private long _foreign;
    private ulong _sentAt; // of the datagrams that wait to be recorded
    private long _sentTogether;
    private long _first;
    private long _last;
    private long _droppedBefore;
    private long _cpuBefore = ThreadClock.CpuNanoseconds();

    /// <summary>Receives one batch; waits a tenth of a second at most. False when none came.</summary>
    public bool Poll()
    {
        int messages = receiver.Receive();
        if (messages == 0)
            return false;
        long now = ThreadClock.MonotonicNanoseconds();
        if (_first == 0)
            _first = now;
        _last = now;
        _messages += messages;
        for (int i = 0; i < messages; i++)
            Split(receiver.Message(i, out int segment), segment, now);
        RecordDelay(now);
        return true;
    }

    /// <summary>What was counted since the last <see cref="Reset"/>. On the thread that polls.</summary>
    public SinkReport Report()
    {
        SequenceCounts sequences = _sequences.Total();
        return new SinkReport
        {
            Datagrams = _datagrams,
            Bytes = _bytes,
            Messages = _messages,
            Seconds = (_last - _first) / NanosecondsPerSecond,
            Flows = sequences.Flows,
            Lost = sequences.Lost,
            Duplicates = sequences.Duplicates,
            Reordered = sequences.Reordered,
            Stale = sequences.Stale,
            Foreign = _foreign,
            SocketDrops = receiver.Dropped - _droppedBefore,
            CpuSeconds = (ThreadClock.CpuNanoseconds() - _cpuBefore) / NanosecondsPerSecond,
            DelayMicroseconds = _delays.TotalCount > 0 ? Delays() : null,
        };
    }

    /// <summary>Counts from now on.</summary>
    public void Reset()
    {
        _sequences.Reset();
        _delays.Reset();
        _datagrams = _bytes = _messages = _foreign = _first = _last = 0;
        _droppedBefore = receiver.Dropped;
        _cpuBefore = ThreadClock.CpuNanoseconds();
    }

    private SinkDelays Delays() => new(
        _delays.GetValueAtPercentile(50) / NanosecondsPerMicrosecond,
        _delays.GetValueAtPercentile(99) / NanosecondsPerMicrosecond,
        _delays.GetValueAtPercentile(99.9) / NanosecondsPerMicrosecond,
        _delays.GetMaxValue() / NanosecondsPerMicrosecond);

    private void Split(ReadOnlySpan<byte> message, int segment, long now)
    {
        _bytes += message.Length;
        do
        {
            int length = Math.Min(segment, message.Length);
            Count(message[..length], now);
            message = message[length..];
        }
        while (message.Length > 0);
    }

    private void Count(ReadOnlySpan<byte> payload, long now)
    {
        _datagrams++;
        if (!PayloadHeader.TryRead(payload, out PayloadHeader header))
        {
            _foreign++;
            return;
        }

        _sequences.Record(header.Flow, header.Sequence);
        if (header.Nanoseconds != _sentAt)
        {
            RecordDelay(now);
            _sentAt = header.Nanoseconds;
        }

        _sentTogether++;
    }

    private void RecordDelay(long now)
    {
        if (_sentTogether > 0)
            _delays.RecordValueWithCount(Math.Clamp(now - (long)_sentAt, 0, LongestDelay), _sentTogether);
        _sentTogether = 0;
    }
}
