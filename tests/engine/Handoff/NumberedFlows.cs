using System.Buffers.Binary;

namespace Falcon.Engine.Tests.Handoff;

/// <summary>
/// Flows of datagrams that carry a flow number and a sequence number. Each flow is sent by one worker's wire; where they arrive may change, and every
/// arrival is held against the one before. Arrivals may come on any thread.
/// </summary>
internal sealed class NumberedFlows
{
    private const int Payload = 50 + 42; // behind outer headers, Ethernet, IPv4 and UDP
    private const int Inner = 42;

    private readonly byte[][] _frames;
    private readonly long[] _sent;
    private readonly long[] _arrived;
    private long _reordered;

    public NumberedFlows(int flows)
    {
        _sent = new long[flows];
        _arrived = new long[flows];
        _frames = [.. Enumerable.Range(0, flows).Select(NewFrame)];
    }

    /// <summary>Frames that arrived with a number that is not above the one before.</summary>
    public long Reordered => Volatile.Read(ref _reordered);

    public long Sent => _sent.Sum();

    /// <summary>Writes the next frame of a flow.</summary>
    public int Next(int flow, Span<byte> room)
    {
        byte[] frame = _frames[flow];
        frame.CopyTo(room);
        BinaryPrimitives.WriteInt32LittleEndian(room[Payload..], flow);
        BinaryPrimitives.WriteInt64LittleEndian(room[(Payload + 4)..], ++_sent[flow]);
        return frame.Length;
    }

    /// <summary>A frame as the container gets it.</summary>
    public void Arrive(ReadOnlySpan<byte> bytes)
    {
        int flow = BinaryPrimitives.ReadInt32LittleEndian(bytes[Inner..]);
        long number = BinaryPrimitives.ReadInt64LittleEndian(bytes[(Inner + 4)..]);
        if (Interlocked.Exchange(ref _arrived[flow], number) >= number) Interlocked.Increment(ref _reordered);
    }

    private static byte[] NewFrame(int flow) =>
        TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(flow % 2), payload: 18, sourcePort: (ushort)(1000 + flow)));
}
