using Falcon.Engine.Frames;
using Falcon.Vxlan;
using Falcon.Xsk;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// Encapsulated frames to an uplink through a packet socket. In copy mode an AF_XDP socket costs the kernel all that a packet socket costs,
/// frame by frame; this one sends frames of one flow and one length as one message, of which the kernel (or the device) makes frames again
/// (UDP segmentation, <c>__udp_gso_segment</c> in net/ipv4/udp_offload.c). The device sees them in one go, and so does a veth's other end.
/// One thread.
/// </summary>
internal sealed class PacketTransmitter : ITransmitter
{
    private const int Messages = 64;
    private const int Slices = 1024;
    private const int SendBuffer = 8 << 20;

    /// <summary>A worker that finds no room leaves its CPU to those who make some; no longer, for it has other lanes.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMicroseconds(50);

    private readonly Umem _umem;
    private readonly PacketSocket _socket;
    private readonly int _ifIndex;
    private readonly PacketMessage[] _messages = new PacketMessage[Messages];
    private readonly UmemSlice[] _slices = new UmemSlice[Slices];
    private bool _blocked; // the kernel's queue was full when last asked

    private PacketTransmitter(Umem umem, PacketSocket socket, int ifIndex)
    {
        _umem = umem;
        _socket = socket;
        _ifIndex = ifIndex;
    }

    /// <inheritdoc/>
    public int TransmitRoom => _blocked ? 0 : int.MaxValue;

    /// <summary>Frames of messages that the kernel refused or dropped. Of a message that it cut and dropped in part the device's own counters know.</summary>
    public long LostOnTransmit { get; private set; }

    /// <summary>Opens one in the calling thread's network namespace.</summary>
    /// <exception cref="XskException">The kernel refuses a packet socket.</exception>
    public static PacketTransmitter Open(Umem umem, int ifIndex)
    {
        PacketSocket socket = PacketSocket.Open(umem, new PacketSocketOptions
        {
            SendOnly = true,
            BatchSize = Messages,
            MaxSlicesPerMessage = WireRuns.MostFrames,
            SocketBufferBytes = SendBuffer,
        });
        return new PacketTransmitter(umem, socket, ifIndex);
    }

    /// <inheritdoc cref="IUplinkLane.Transmit"/>
    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache pool)
    {
        int done = 0;
        while (done < frames.Length)
        {
            int messages = Build(frames[done..]);
            int sent = _socket.Send(_messages.AsSpan(0, messages), _slices, out PacketSendError error);
            _blocked = error == PacketSendError.WouldBlock;
            if (error != PacketSendError.None && !_blocked) LostOnTransmit += _messages[sent++].SliceCount; // it is gone, the next may pass
            int frameCount = sent == 0 ? 0 : _messages[sent - 1].FirstSlice + _messages[sent - 1].SliceCount;
            foreach (ref readonly Frame frame in frames.Slice(done, frameCount)) pool.Return(frame.Offset);
            done += frameCount;
            if (_blocked) break;
        }

        return done;
    }

    /// <summary>Nothing is left to tell the kernel; only whether it has room again is to be asked.</summary>
    public void Flush(FrameCache pool) => _blocked = _blocked && !_socket.WaitForRoom(s_rest);

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    /// <summary>Turns the first frames into messages, one slice a frame; returns how many messages.</summary>
    private int Build(ReadOnlySpan<Frame> frames)
    {
        int most = Math.Min(frames.Length, _slices.Length);
        int messages = 0;
        for (int start = 0, end; start < most && messages < Messages; start = end)
        {
            end = WireRuns.EndOf(frames[..most], start);
            _messages[messages++] = Message(frames, start, end);
        }

        return messages;
    }

    private PacketMessage Message(ReadOnlySpan<Frame> frames, int start, int end)
    {
        ref readonly Frame first = ref frames[start];
        _slices[start] = new UmemSlice(first.Offset, first.Length);
        VirtioNetHeader header = end - start == 1 ? default : Join(frames, start, end);
        return new PacketMessage { IfIndex = _ifIndex, Header = header, FirstSlice = start, SliceCount = end - start };
    }

    /// <summary>The first frame's outer headers become those of the message, and the others' are left out.</summary>
    private VirtioNetHeader Join(ReadOnlySpan<Frame> frames, int start, int end)
    {
        Span<byte> first = _umem.Slice(frames[start].Offset, frames[start].Length);
        FrameParser.TryParse(first, out ParsedFrame outer); // it cannot fail: the outer headers are ours
        int segment = first.Length - outer.PayloadOffset;
        int payload = segment;
        for (int i = start + 1; i < end; i++)
        {
            int length = frames[i].Length - outer.PayloadOffset;
            _slices[i] = new UmemSlice(frames[i].Offset + outer.PayloadOffset, length);
            payload += length;
        }

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
