using System.Buffers.Binary;

namespace Falcon.Engine.Tests;

/// <summary>
/// Flows of datagrams that end with a flow number and a sequence number, with and without outer headers. Each flow is sent by one thread.
/// Its frames may arrive in changing places; each arrival is compared with the one before. Arrivals may come on any thread.
/// </summary>
internal sealed class NumberedFlows(byte[][] frames)
{
    private const int Stamp = sizeof(int) + sizeof(long);

    private readonly long[] _sent = new long[frames.Length];
    private readonly long[] _arrivedLast = new long[frames.Length];
    private long _arrived;
    private long _reordered;

    public long Sent => _sent.Sum();

    public long Arrived => Volatile.Read(ref _arrived);

    /// <summary>Frames that arrived with a number not above the one before.</summary>
    public long Reordered => Volatile.Read(ref _reordered);

    /// <summary>Writes the next frame of a flow; returns its length.</summary>
    public int Next(int flow, Span<byte> room)
    {
        int length = frames[flow].Length;
        frames[flow].CopyTo(room);
        Span<byte> stamp = room[(length - Stamp)..length];
        BinaryPrimitives.WriteInt32LittleEndian(stamp, flow);
        BinaryPrimitives.WriteInt64LittleEndian(stamp[sizeof(int)..], ++_sent[flow]);
        return length;
    }

    /// <summary>Notes a frame as a container or the wire gets it.</summary>
    public void Arrive(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> stamp = frame[^Stamp..];
        int flow = BinaryPrimitives.ReadInt32LittleEndian(stamp);
        long number = BinaryPrimitives.ReadInt64LittleEndian(stamp[sizeof(int)..]);
        if (Interlocked.Exchange(ref _arrivedLast[flow], number) >= number) Interlocked.Increment(ref _reordered);
        Interlocked.Increment(ref _arrived);
    }
}
