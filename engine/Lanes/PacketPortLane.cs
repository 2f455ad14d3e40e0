using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Lanes;

/// <summary>All ports of a worker through one packet socket (packet(7)); the port is told by the interface index.</summary>
public sealed class PacketPortLane : IPortLane
{
    private const int Burst = 64;

    private readonly PacketSocket _socket;
    private readonly PortDirectory _directory;
    private readonly Port[] _ports;
    private readonly int _room;
    private readonly UmemSlice[] _offered = new UmemSlice[Burst];
    private readonly PacketMessage[] _received = new PacketMessage[Burst];
    private readonly UmemSlice[] _slices = new UmemSlice[Burst];
    private readonly PacketMessage[] _messages = new PacketMessage[Burst];
    private int _offeredCount;

    /// <summary>Takes over an open packet socket.</summary>
    /// <param name="socket">Bound to no device, in the namespace of the host ends.</param>
    /// <param name="umem">Where frames lie.</param>
    /// <param name="ports">The ports, by index.</param>
    public PacketPortLane(PacketSocket socket, Umem umem, Port[] ports)
    {
        ArgumentNullException.ThrowIfNull(umem);
        _socket = socket;
        _ports = ports;
        _directory = new PortDirectory(ports);
        _room = FrameLayout.LargestFrame(umem.ChunkSize);
    }

    /// <inheritdoc/>
    public int FramesInRings => _offeredCount;

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => [_socket.Fd];

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache pool)
    {
        int offered = Math.Min(Offer(pool), frames.Length);
        int received = _socket.Receive(_received.AsSpan(0, offered), _offered);
        int kept = 0;
        for (int i = 0; i < received; i++)
        {
            if (!_directory.TryFind(_received[i].IfIndex, out ushort port)) continue;
            frames[kept++] = FrameOf(_received[i], _offered[i], port);
            _offered[i] = default;
        }

        Compact(received);
        return kept;
    }

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<Frame> frames, FrameCache pool, out DeliverDrop reason)
    {
        reason = default;
        int sent = 0;
        while (sent < frames.Length)
        {
            ReadOnlySpan<Frame> burst = frames.Slice(sent, Math.Min(Burst, frames.Length - sent));
            int taken = SendBurst(burst, out PacketSendError error);
            foreach (ref readonly Frame frame in burst[..taken]) pool.Return(frame.Offset);
            sent += taken;
            if (taken == burst.Length) continue;
            reason = ReasonOf(error);
            break;
        }

        return sent;
    }

    /// <summary>Nothing is queued here: the kernel has copied what <see cref="Send"/> took.</summary>
    public void Flush(FrameCache pool) { }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    /// <summary>Keeps a burst of free frames ready for the kernel to write to.</summary>
    private int Offer(FrameCache pool)
    {
        while (_offeredCount < Burst && pool.TryTake(out uint chunk))
        {
            _offered[_offeredCount] = new UmemSlice(chunk + FrameLayout.Headroom, _room);
            _received[_offeredCount] = new PacketMessage { FirstSlice = _offeredCount, SliceCount = 1 };
            _offeredCount++;
        }

        return _offeredCount;
    }

    /// <summary>Closes the gaps that received frames left in what is offered.</summary>
    private void Compact(int received)
    {
        int kept = 0;
        for (int i = 0; i < _offeredCount; i++)
        {
            if (i < received && _offered[i].Length == 0) continue;
            _offered[kept++] = _offered[i];
        }

        _offeredCount = kept;
        for (int i = 0; i < received; i++) _received[i] = new PacketMessage { FirstSlice = i, SliceCount = 1 };
    }

    private static Frame FrameOf(in PacketMessage message, UmemSlice slice, ushort port)
    {
        Frame frame = default;
        frame.Offset = slice.Address;
        frame.Length = message.Truncated ? (ushort)0 : (ushort)message.Length;
        frame.Source = port;
        if ((message.Header.Flags & VirtioNetHeader.NeedsChecksum) != 0)
        {
            frame.Flags = FrameFlags.PartialChecksum;
            frame.ChecksumStart = message.Header.ChecksumStart;
            frame.ChecksumOffset = message.Header.ChecksumOffset;
        }

        return frame;
    }

    private int SendBurst(ReadOnlySpan<Frame> frames, out PacketSendError error)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            ref readonly Frame frame = ref frames[i];
            _slices[i] = new UmemSlice(frame.Offset, frame.Length);
            _messages[i] = new PacketMessage
            {
                IfIndex = _ports[frame.Target].IfIndex,
                Header = HeaderOf(frame),
                FirstSlice = i,
                SliceCount = 1,
                Length = frame.Length,
            };
        }

        return _socket.Send(_messages.AsSpan(0, frames.Length), _slices.AsSpan(0, frames.Length), out error);
    }

    private static VirtioNetHeader HeaderOf(in Frame frame) => (frame.Flags & FrameFlags.PartialChecksum) == 0
        ? default
        : new VirtioNetHeader
        {
            Flags = VirtioNetHeader.NeedsChecksum,
            ChecksumStart = frame.ChecksumStart,
            ChecksumOffset = frame.ChecksumOffset,
        };

    private static DeliverDrop ReasonOf(PacketSendError error) => error switch
    {
        PacketSendError.DeviceDown or PacketSendError.DeviceGone => DeliverDrop.PortDown,
        PacketSendError.WouldBlock or PacketSendError.NoBuffers => DeliverDrop.NoBuffers,
        _ => DeliverDrop.Refused,
    };
}
