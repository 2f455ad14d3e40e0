using Falcon.Engine.Frames;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// Sends encapsulated frames to an uplink through a packet socket. In copy mode an AF_XDP socket costs the kernel as much as a packet
/// socket, frame by frame. This transmitter sends frames of one flow and one length as one message, which the kernel or the device segments
/// again (UDP segmentation, <c>__udp_gso_segment</c> in net/ipv4/udp_offload.c). The device sees them together, and so does the other end
/// of a veth. One thread.
/// </summary>
internal sealed class PacketTransmitter : ITransmitter
{
    private const int Messages = 64;
    private const int FramesAtOnce = 1024;
    private const int SendBuffer = 8 << 20;

    /// <summary>How long a worker without room waits for some. It is short, because the worker has other lanes.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMicroseconds(50);

    private readonly Umem _umem;
    private readonly IPacketChannel _channel;
    private readonly int _ifIndex;
    private readonly FrameMessages _messages;
    private bool _blocked; // the kernel's queue was full at the last check
    private long _taken;

    /// <summary>Makes a transmitter that owns a channel.</summary>
    internal PacketTransmitter(Umem umem, IPacketChannel channel, int ifIndex)
    {
        _umem = umem;
        _channel = channel;
        _ifIndex = ifIndex;
        _messages = new FrameMessages(channel, Messages, FramesAtOnce);
    }

    /// <inheritdoc/>
    public int TransmitRoom => _blocked ? 0 : int.MaxValue;

    /// <summary>Computed from the bytes that the kernel still holds: a frame counts as much as its chunk.</summary>
    public long FramesSent => _taken - _channel.BytesUnsent / _umem.ChunkSize;

    /// <summary>
    /// Frames of messages that the kernel refused or dropped. For a message that it segmented, only the device knows what was lost.
    /// </summary>
    public long LostOnTransmit { get; private set; }

    /// <summary>Opens a transmitter in the calling thread's network namespace.</summary>
    /// <exception cref="XskException">The kernel refuses a packet socket.</exception>
    public static PacketTransmitter Open(Umem umem, int ifIndex)
    {
        var socket = PacketSocket.Open(umem, new PacketSocketOptions
        {
            SendOnly = true,
            IfIndex = ifIndex,
            BatchSize = Messages,
            MaxSlicesPerMessage = WireRuns.MostFrames,
            SocketBufferBytes = SendBuffer,
        });
        return new PacketTransmitter(umem, socket, ifIndex);
    }

    /// <inheritdoc cref="IUplinkLane.Transmit"/>
    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache)
    {
        int done = 0;
        while (done < frames.Length && !_blocked)
        {
            Fill(frames[done..]);
            int gone = _messages.Send(out PacketSendError error);
            _blocked = error == PacketSendError.WouldBlock;
            if (error != PacketSendError.None && !_blocked)
            {
                LostOnTransmit += _messages.FramesRefused; // the next message may pass
                gone += _messages.FramesRefused;
            }

            foreach (ref readonly Frame frame in frames.Slice(done, gone)) cache.Return(frame.Offset);
            done += gone;
        }

        _taken += done;
        return done;
    }

    /// <summary>Checks whether the kernel has room again; there is nothing to notify it of.</summary>
    public void Flush(FrameCache cache) => _blocked = _blocked && !_channel.WaitForRoom(TimeSpan.Zero);

    /// <inheritdoc/>
    public void AwaitRoom() => _blocked = _blocked && !_channel.WaitForRoom(s_rest);

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _channel.Dispose();

    private void Fill(ReadOnlySpan<Frame> frames)
    {
        _messages.Clear();
        for (int start = 0, end; start < frames.Length; start = end)
        {
            end = WireRuns.EndOf(frames, start);
            if (!_messages.HasRoomFor(end - start)) return;
            Add(frames[start..end]);
        }
    }

    private void Add(ReadOnlySpan<Frame> run)
    {
        if (run.Length == 1)
        {
            _messages.Add(run, 0, _ifIndex, default);
            return;
        }

        VirtioNetHeader header = Join(run);
        _messages.Add(run, header.HeaderLength, _ifIndex, header);
    }

    /// <summary>Turns the first frame's outer headers into those of the message.</summary>
    private VirtioNetHeader Join(ReadOnlySpan<Frame> run)
    {
        Span<byte> first = _umem.Slice(run[0].Offset, run[0].Length);
        // This cannot fail, because we wrote the outer headers. They may have the message's lengths already: a message is described again
        // when the kernel refused one before it.
        FrameParser.TryParse(first, int.MaxValue, out ParsedFrame outer);
        int segment = first.Length - outer.PayloadOffset;
        int payload = segment * (run.Length - 1) + run[^1].Length - outer.PayloadOffset; // only the last may be shorter
        TrainHeader.Join(first, outer, payload, endingFlags: default);
        return new VirtioNetHeader
        {
            Flags = VirtioNetHeader.NeedsChecksum,
            GsoType = VirtioNetHeader.GsoUdpL4,
            GsoSize = (ushort)segment,
            HeaderLength = outer.PayloadOffset,
            ChecksumStart = outer.L4Offset,
            ChecksumOffset = UdpHeader.ChecksumOffset,
        };
    }
}
