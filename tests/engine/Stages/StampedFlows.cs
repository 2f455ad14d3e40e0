using System.Buffers.Binary;

namespace Falcon.Engine.Tests.Stages;

/// <summary>Flows of datagrams that end with a flow number and a sequence number, with and without outer headers.</summary>
internal sealed class StampedFlows(byte[][] frames)
{
    private const int Stamp = sizeof(int) + sizeof(long);

    private readonly long[] _sent = new long[frames.Length];
    private readonly long[] _arrivedLast = new long[frames.Length];

    public long Sent => _sent.Sum();

    public long Arrived { get; private set; }

    /// <summary>Frames that arrived with a number that is not above the one before.</summary>
    public long Reordered { get; private set; }

    /// <summary>Writes the next frame of a flow.</summary>
    public int Next(int flow, Span<byte> room)
    {
        int length = frames[flow].Length;
        frames[flow].CopyTo(room);
        Span<byte> stamp = room[(length - Stamp)..length];
        BinaryPrimitives.WriteInt32LittleEndian(stamp, flow);
        BinaryPrimitives.WriteInt64LittleEndian(stamp[sizeof(int)..], ++_sent[flow]);
        return length;
    }

    public void Arrive(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> stamp = frame[^Stamp..];
        int flow = BinaryPrimitives.ReadInt32LittleEndian(stamp);
        long number = BinaryPrimitives.ReadInt64LittleEndian(stamp[sizeof(int)..]);
        if (number <= _arrivedLast[flow]) Reordered++;
        _arrivedLast[flow] = number;
        Arrived++;
    }
}
