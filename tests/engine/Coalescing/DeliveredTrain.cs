using System.Buffers.Binary;
using Falcon.Engine.Frames;
using Falcon.Testing.Frames;

namespace Falcon.Engine.Tests.Coalescing;

/// <summary>A message as a container gets it: a single frame, or a train's first frame and the payloads of the others.</summary>
internal sealed class DeliveredTrain
{
    private readonly List<byte[]> _payloads = [];

    private DeliveredTrain(Frame head, byte[] bytes)
    {
        Head = head;
        Bytes = bytes;
    }

    public Frame Head { get; }

    /// <summary>The first frame.</summary>
    public byte[] Bytes { get; }

    /// <summary>The number of frames in it.</summary>
    public int Count => 1 + _payloads.Count;

    /// <summary>The messages that the host's containers got, in order.</summary>
    public static List<DeliveredTrain> Of(MemoryHost host)
    {
        List<DeliveredTrain> trains = [];
        foreach ((Frame frame, (_, byte[] bytes)) in host.ToPortFrames.Zip(host.ToPorts))
        {
            if ((frame.Flags & FrameFlags.Joined) == 0) trains.Add(new DeliveredTrain(frame, bytes));
            else trains[^1]._payloads.Add(bytes[frame.Payload..]);
        }

        return trains;
    }

    /// <summary>Fails unless it carries these segments and its header describes them.</summary>
    public void Carries(IReadOnlyList<Segment> segments)
    {
        Assert.Equal(segments.Count, Count);
        if (Count == 1)
        {
            Assert.Equal(segments[0].Build(), Bytes);
            FrameFlags unfinished = segments[0].LooksUnfinished ? Head.Flags & FrameFlags.PartialChecksum : FrameFlags.None;
            Assert.Equal((0, unfinished), (Head.SegmentSize, Head.Flags & FrameFlags.PartialChecksum));
            return;
        }

        Assert.All(segments, segment => Assert.True(segment.HeaderDamage == 0 && (segment.Damage == 0 || segment.LooksUnfinished)));
        Assert.Equal(segments.Skip(1).Select(segment => segment.Payload), _payloads);
        Assert.Equal(Described(segments), Bytes);
        Assert.Equal(FrameFlags.PartialChecksum, Head.Flags & FrameFlags.PartialChecksum);
        Assert.Equal(segments[0].Payload.Length, Head.SegmentSize);
        Assert.Equal<(int, int)>((Head.L4, segments[0].Tcp ? 16 : 6), (Head.ChecksumStart, Head.ChecksumOffset));
        Assert.All(segments.SkipLast(1), segment => Assert.Equal(Head.SegmentSize, segment.Payload.Length));
        Assert.InRange(segments[^1].Payload.Length, 1, Head.SegmentSize);
    }

    /// <summary>The first frame of a train of these segments.</summary>
    public static byte[] Described(IReadOnlyList<Segment> segments)
    {
        Segment head = segments[0];
        Segment whole = head with
        {
            Payload = [.. segments.SelectMany(segment => segment.Payload)],
            Flags = (byte)(head.Flags | segments[^1].Flags),
        };
        byte[] frame = whole.Build();
        int transport = whole.Tcp ? 20 + whole.Options.Length : 8;
        int checksum = whole.Headers - transport + (whole.Tcp ? 16 : 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(checksum), whole.PseudoHeader(transport + whole.Payload.Length));
        return frame[..(whole.Headers + head.Payload.Length)];
    }
}
