using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>Turns frames into messages. A train is one message; its slices point at the frames in the UMEM.</summary>
internal sealed class PacketDeliverer
{
    private const int Messages = 64;
    private const byte Tcp = 6;

    private readonly ForwardingState _state;
    private readonly FrameMessages _messages;

    public PacketDeliverer(IPacketChannel channel, ForwardingState state)
    {
        _state = state;
        _messages = new FrameMessages(channel, Messages, Messages * SlicesPerMessage);
    }

    /// <summary>The most slices of a message. A received train may have more frames than a joined one: 64 KiB in small segments.</summary>
    public const int SlicesPerMessage = 2 * TrainRuns.MostJoined;

    /// <inheritdoc cref="IPortLane.Send"/>
    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason)
    {
        reason = default;
        int sent = 0;
        while (sent < frames.Length)
        {
            Fill(frames[sent..]);
            int taken = _messages.Send(out PacketSendError error);
            foreach (ref readonly Frame frame in frames.Slice(sent, taken)) cache.Return(frame.Offset);
            sent += taken;
            if (error == PacketSendError.None) continue;
            reason = ReasonOf(error);
            break;
        }

        return sent;
    }

    private void Fill(ReadOnlySpan<Frame> frames)
    {
        _messages.Clear();
        for (int start = 0, end; start < frames.Length; start = end)
        {
            end = TrainRuns.EndOf(frames, start);
            if (!_messages.HasRoomFor(end - start)) return;
            ref readonly Frame head = ref frames[start];
            _messages.Add(frames[start..end], head.Payload, _state.Ports[head.Target].IfIndex, HeaderOf(head));
        }
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
