using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Stages;
using Falcon.Testing.Frames;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Lanes;

/// <summary>Containers that send large frames, in the layout of a packet lane: one segment per chunk, headers only in the first.</summary>
internal sealed class TrainPortLane(Umem umem, MemoryHost host) : IPortLane
{
    private readonly Queue<Action<Frame[], FrameCache>> _waiting = [];

    public bool TakesTrains { get; init; } = true;

    public int FramesInRings => 0;

    public IReadOnlyList<DropCount> KernelDrops => [];

    public IReadOnlyList<int> PollDescriptors => [];

    /// <summary>Sends one large frame that is segmented into these segments.</summary>
    public void SendTrain(ushort port, IReadOnlyList<Segment> segments) => _waiting.Enqueue((frames, cache) =>
    {
        byte[] first = Coalescing.DeliveredTrain.Described(segments);
        for (int i = 0; i < segments.Count; i++)
        {
            Segment segment = segments[i];
            frames[i] = Place(
                port, i == 0 ? first : [.. Enumerable.Repeat((byte)0xEE, segment.Headers), .. segment.Payload], segment, cache);
            frames[i].Flags |= i == 0 ? FrameFlags.PartialChecksum : FrameFlags.Joined | FrameFlags.Headless;
        }

        frames[0].SegmentSize = (ushort)segments[0].Payload.Length;
        frames[0].ChecksumStart = frames[0].L4;
        frames[0].ChecksumOffset = (ushort)(segments[0].Tcp ? 16 : 6);
    });

    /// <summary>Sends a frame with a partial checksum, to be completed from <paramref name="checksumStart"/> on.</summary>
    public void SendPartial(ushort port, byte[] bytes, int checksumStart, int checksumOffset) => _waiting.Enqueue((frames, cache) =>
    {
        Assert.True(cache.TryTake(out uint chunk));
        bytes.CopyTo(umem.Slice(chunk + FrameLayout.Headroom, bytes.Length));
        frames[0] = new Frame
        {
            Offset = chunk + FrameLayout.Headroom,
            Length = (ushort)bytes.Length,
            Source = port,
            Flags = FrameFlags.PartialChecksum,
            ChecksumStart = (ushort)checksumStart,
            ChecksumOffset = (ushort)checksumOffset,
        };
    });

    public int Receive(Span<Frame> frames, FrameCache cache)
    {
        int received = 0;
        while (received + 64 <= frames.Length && _waiting.TryDequeue(out Action<Frame[], FrameCache>? send))
        {
            var train = new Frame[64];
            send(train, cache);
            int count = train.Count(frame => frame.Length > 0);
            train.AsSpan(0, count).CopyTo(frames[received..]);
            received += count;
        }

        return received;
    }

    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason)
    {
        reason = default;
        foreach (ref readonly Frame frame in frames)
        {
            host.Deliver(frame, umem.Slice(frame.Offset, frame.Length));
            cache.Return(frame.Offset);
        }

        return frames.Length;
    }

    public void Flush(FrameCache cache) { }

    public void Dispose() { }

    private Frame Place(ushort port, byte[] bytes, Segment segment, FrameCache cache)
    {
        Assert.True(cache.TryTake(out uint chunk));
        uint offset = chunk + FrameLayout.Headroom;
        bytes.CopyTo(umem.Slice(offset, bytes.Length));
        int transport = segment.Tcp ? 20 + segment.Options.Length : 8;
        return new Frame
        {
            Offset = offset,
            Length = (ushort)bytes.Length,
            Source = port,
            L3 = 14,
            L4 = (byte)(segment.Headers - transport),
            Payload = (byte)segment.Headers,
            Protocol = (byte)(segment.Tcp ? 6 : 17),
            Flags = segment.Ipv6 ? FrameFlags.Ipv6 : FrameFlags.Ipv4,
        };
    }
}
