using Falcon.Engine.Coalescing;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>Frames to messages: a train is one, its slices lie where the frames lie.</summary>
internal sealed class PacketDeliverer
{
    private const int Messages = 64;
    private const byte Tcp = 6;

    private readonly PacketSocket _socket;
    private readonly Port[] _ports;
    private readonly PacketMessage[] _messages = new PacketMessage[Messages];
    private readonly UmemSlice[] _slices = new UmemSlice[Messages * SlicesPerMessage];

    public PacketDeliverer(PacketSocket socket, Port[] ports)
    {
        _socket = socket;
        _ports = ports;
    }

    /// <summary>A train that was received as one may have more frames than one that was joined here: 64 KiB in small segments.</summary>
    public const int SlicesPerMessage = 2 * Coalescer.MostFrames;

    /// <inheritdoc cref="IPortLane.Send"/>
    public int Send(ReadOnlySpan<Frame> frames, FrameCache pool, out DeliverDrop reason)
    {
        reason = default;
        int sent = 0;
        while (sent < frames.Length)
        {
            int messages = Build(frames[sent..]);
            int taken = _socket.Send(_messages.AsSpan(0, messages), _slices, out PacketSendError error);
            int takenFrames = taken == 0 ? 0 : _messages[taken - 1].FirstSlice + _messages[taken - 1].SliceCount;
            foreach (ref readonly Frame frame in frames.Slice(sent, takenFrames)) pool.Return(frame.Offset);
            sent += takenFrames;
            if (taken == messages) continue;
            reason = ReasonOf(error);
            break;
        }

        return sent;
    }

    /// <summary>Turns the first frames into messages, one slice a frame; returns how many messages.</summary>
    private int Build(ReadOnlySpan<Frame> frames)
    {
        int messages = 0;
        for (int start = 0; start < frames.Length && messages < Messages && start + SlicesPerMessage <= _slices.Length;)
        {
            int end = TrainRuns.EndOf(frames, start);
            ref readonly Frame head = ref frames[start];
            _slices[start] = new UmemSlice(head.Offset, head.Length);
            int length = head.Length;
            for (int i = start + 1; i < end; i++)
            {
                int payload = frames[i].Length - frames[i].Payload;
                _slices[i] = new UmemSlice(frames[i].Offset + frames[i].Payload, payload);
                length += payload;
            }

            _messages[messages++] = new PacketMessage
            {
                IfIndex = _ports[head.Target].IfIndex,
                Header = HeaderOf(head),
                FirstSlice = start,
                SliceCount = end - start,
                Length = length,
            };
            start = end;
        }

        return messages;
    }

    private static VirtioNetHeader HeaderOf(in Frame head)
    {
        VirtioNetHeader header = default;
        if ((head.Flags & FrameFlags.PartialChecksum) != 0)
        {
            header.Flags = VirtioNetHeader.NeedsChecksum;
            header.ChecksumStart = head.ChecksumStart;
            header.ChecksumOffset = head.ChecksumOffset;
        }

        if (head.SegmentSize != 0)
        {
            header.GsoType = GsoTypeOf(head);
            header.GsoSize = head.SegmentSize;
            header.HeaderLength = head.Payload;
        }

        return header;
    }

    private static byte GsoTypeOf(in Frame head)
    {
        if (head.Protocol != Tcp) return VirtioNetHeader.GsoUdpL4;
        return (head.Flags & FrameFlags.Ipv6) != 0 ? VirtioNetHeader.GsoTcp6 : VirtioNetHeader.GsoTcp4;
    }

    private static DeliverDrop ReasonOf(PacketSendError error) => error switch
    {
        PacketSendError.DeviceDown or PacketSendError.DeviceGone => DeliverDrop.PortDown,
        PacketSendError.WouldBlock or PacketSendError.NoBuffers => DeliverDrop.NoBuffers,
        _ => DeliverDrop.Refused,
    };
}
