using Falcon.Engine.Frames;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>
/// Turns messages into frames. It offers the kernel chunks cut by the current <see cref="SegmentGuess"/>, so that a large frame arrives
/// with each segment's payload in its own chunk, behind room for headers. A large frame that is cut otherwise is copied. Lengths, sizes and
/// offsets come from containers through the kernel: all are checked before use.
/// </summary>
internal sealed class PacketCollector
{
    private const int Messages = 32;
    private const uint NoChunk = uint.MaxValue;
    private const int NoRoom = -1;

    /// <summary>The most segments of a message; also set as the limit of the containers' devices.</summary>
    internal const int MostSegments = PacketDeliverer.SlicesPerMessage;

    private readonly IPacketChannel _channel;
    private readonly Umem _umem;
    private readonly PortDirectory _hostEnds;
    private readonly int _slots;
    private readonly int _largestFrame;
    private readonly PacketMessage[] _messages = new PacketMessage[Messages];
    private readonly UmemSlice[] _slices;
    private readonly uint[] _chunks;
    private readonly SegmentGuess[] _cuts = new SegmentGuess[Messages]; // how each message's slices are cut now
    private readonly Resegmenter _resegmenter;
    private int _ambition = 1;
    private int _received;
    private int _taken;
    private long _receivedEver;
    private long _takenEver;
    private long _noPort;
    private readonly GuessElection _election;
    private SegmentGuess _guess;

    public PacketCollector(IPacketChannel channel, Umem umem, PortDirectory hostEnds, int mtu)
    {
        _channel = channel;
        _umem = umem;
        _hostEnds = hostEnds;
        _slots = SlicesPerMessage(mtu);
        _largestFrame = FrameLayout.LargestFrame(umem.ChunkSize);
        _slices = new UmemSlice[Messages * _slots];
        _chunks = new uint[Messages * _slots];
        _resegmenter = new Resegmenter(umem);
        _election = new GuessElection(mtu, _slots);
        _guess = _election.Winner;
        Array.Fill(_chunks, NoChunk);
    }

    /// <summary>Chunks owned by the kernel.</summary>
    public int FramesOffered { get; private set; }

    /// <summary>Messages that became frames, or were dropped because their device is no port's, so far. Any thread.</summary>
    public long Taken => Volatile.Read(ref _takenEver);

    /// <summary>The most slices offered for a message.</summary>
    public static int SlicesPerMessage(int mtu) => Math.Max(MostSegments, SegmentGuess.Typical(mtu).SlicesOfLargest);

    /// <summary>Messages from devices that are no port's. Any thread.</summary>
    public long NoPort => Volatile.Read(ref _noPort);

    /// <inheritdoc cref="IPortLane.Receive"/>
    public int Receive(Span<Frame> frames, FrameCache cache)
    {
        if (_taken == _received) ReceiveMessages(frames.Length, cache);
        int count = 0;
        for (; _taken < _received; _taken++)
        {
            int taken = Take(_taken, frames[count..], cache);
            if (taken == NoRoom) break; // the chunks keep their contents until the next call
            count += taken;
        }

        Volatile.Write(ref _takenEver, _receivedEver - (_received - _taken));
        return count;
    }

    private void ReceiveMessages(int room, FrameCache cache)
    {
        _guess = _election.Winner;
        int slots = _guess.SlicesOfLargest;
        int offered = Offer(Math.Clamp(room / slots, 1, _ambition), slots, cache);
        _taken = 0;
        _received = _channel.Receive(_messages.AsSpan(0, offered), _slices);
        _receivedEver += _received;
        Adapt(offered, _received);
    }

    /// <summary>
    /// Adapts the number of messages to offer to what came lately: describing the slices of many messages can cost more than the call.
    /// </summary>
    private void Adapt(int offered, int received)
    {
        if (received == offered) _ambition = Math.Min(Messages, _ambition * 2);
        else if (received < _ambition / 2) _ambition = Math.Max(1, _ambition / 2);
    }

    /// <summary>Refills the gaps that the last messages left. Returns the number of messages that have chunks.</summary>
    private int Offer(int messages, int slots, FrameCache cache)
    {
        for (int message = 0; message < messages; message++)
        {
            int first = message * _slots;
            bool recut = _cuts[message] != _guess;
            for (int slot = 0; slot < slots; slot++)
            {
                if (_chunks[first + slot] != NoChunk)
                {
                    if (recut) Cut(first + slot, slot);
                    else if (slot > 0) break; // chunks are taken from the front: behind a full slot, all are full
                    continue;
                }

                if (!cache.TryTake(out _chunks[first + slot]))
                {
                    _chunks[first + slot] = NoChunk;
                    _cuts[message] = default; // only the first slices are cut this way: the next offer cuts all of them
                    return message;
                }

                FramesOffered++;
                Cut(first + slot, slot);
            }

            _cuts[message] = _guess;
            _messages[message] = new PacketMessage { FirstSlice = first, SliceCount = slots };
        }

        return messages;
    }

    /// <summary>
    /// Cuts a slice. The first chunk holds the headers and the first segment, or any frame up to the MTU; the others hold a segment behind
    /// room for headers.
    /// </summary>
    private void Cut(int place, int slot)
    {
        uint start = _chunks[place] + FrameLayout.Headroom;
        _slices[place] = slot == 0
            ? new UmemSlice(start, _guess.Headers + _guess.Segment)
            : new UmemSlice(start + (uint)_guess.Headers, _guess.Segment);
    }

    /// <summary>Turns a message into frames; <see cref="NoRoom"/> when there is no room for all of them.</summary>
    private int Take(int message, Span<Frame> frames, FrameCache cache)
    {
        ref readonly PacketMessage received = ref _messages[message];
        if (!_hostEnds.TryFind(received.IfIndex, out ushort port))
        {
            Volatile.Write(ref _noPort, _noPort + 1);
            return 0;
        }

        Frame head = HeadOf(received, message, port);
        SegmentGuess cut = CutOf(ref head, received);
        int segments = cut.SegmentsIn(received.Length);
        ReadOnlySpan<UmemSlice> slices = _slices.AsSpan(message * _slots, SlicesUsed(message * _slots, received.Length));
        bool inPlace = cut == _guess || (slices.Length <= 1 && segments == 1);
        bool tooLong = received.Truncated || received.Length > SegmentGuess.LargestMessage || segments > MostSegments
            || (!inPlace && cut.Headers + cut.Segment > _largestFrame);
        if (frames.Length < (tooLong ? 1 : segments)) return NoRoom;
        if (tooLong) return TakeLost(message, head, FrameFlags.TooLong, frames);
        if (cut.Segment != 0) _election.Note(port, cut);
        if (inPlace) return TakeSegments(message, slices, head, received.Length, frames);

        int recut = _resegmenter.Recut(head, slices, received.Length, cut, frames, cache);
        return recut > 0 ? recut : TakeLost(message, head, FrameFlags.Lost, frames);
    }

    /// <summary>How to cut a message; all headers when it must stay whole.</summary>
    private SegmentGuess CutOf(ref Frame head, in PacketMessage received)
    {
        var whole = new SegmentGuess(received.Length, 0);
        if (received.Truncated || received.Header.GsoType == VirtioNetHeader.GsoNone || received.Header.GsoSize == 0) return whole;
        if (FrameParser.TryParse(_umem.Slice(head.Offset, head.Length), received.Length, out ParsedFrame parsed) != ParseError.None)
            return whole;
        if (!SpeaksOf(received.Header, parsed)) return whole;

        FrameParsing.Describe(ref head, parsed);
        head.Flags &= ~FrameFlags.Alone;
        if ((parsed.Flags & ParsedFlags.Vlan) != 0) head.Flags |= FrameFlags.Vlan;
        head.SegmentSize = received.Header.GsoSize;
        return new SegmentGuess(parsed.PayloadOffset, received.Header.GsoSize);
    }

    /// <summary>
    /// Whether the kernel describes the frame's own transport, and not that of a packet in a tunnel, whose headers we could not write.
    /// </summary>
    private static bool SpeaksOf(in VirtioNetHeader header, in ParsedFrame parsed)
    {
        if ((header.Flags & VirtioNetHeader.NeedsChecksum) != 0 && header.ChecksumStart != parsed.L4Offset) return false;
        ParsedFlags kind = (header.GsoType & ~VirtioNetHeader.GsoEcn) switch
        {
            VirtioNetHeader.GsoTcp4 => ParsedFlags.Tcp | ParsedFlags.Ipv4,
            VirtioNetHeader.GsoTcp6 => ParsedFlags.Tcp | ParsedFlags.Ipv6,
            VirtioNetHeader.GsoUdpL4 => ParsedFlags.Udp,
            _ => ParsedFlags.None,
        };
        return kind != ParsedFlags.None && (parsed.Flags & kind) == kind;
    }

    /// <summary>Takes a message whose slices each hold a segment: the guess was right, or there is only one slice.</summary>
    private int TakeSegments(int message, ReadOnlySpan<UmemSlice> slices, in Frame head, int length, Span<Frame> frames)
    {
        frames[0] = head;
        int left = length - head.Length;
        for (int i = 1; i < slices.Length; i++)
        {
            int payload = Math.Min(left, _guess.Segment);
            frames[i] = Follower(head, slices[i].Address - (uint)_guess.Headers, _guess.Headers + payload);
            left -= payload;
        }

        Consume(message, Math.Max(1, slices.Length));
        return Math.Max(1, slices.Length);
    }

    /// <summary>Passes only the beginning to the stage, which drops it and counts the reason.</summary>
    private int TakeLost(int message, Frame head, FrameFlags why, Span<Frame> frames)
    {
        head.Flags |= why;
        head.SegmentSize = 0;
        frames[0] = head;
        Consume(message, 1);
        return 1;
    }

    internal static Frame Follower(in Frame head, uint offset, int length)
    {
        Frame follower = head;
        follower.Offset = offset;
        follower.Length = (ushort)length;
        follower.SegmentSize = 0;
        follower.Flags = head.Flags & ~FrameFlags.PartialChecksum | FrameFlags.Joined | FrameFlags.Headless;
        return follower;
    }

    private Frame HeadOf(in PacketMessage message, int index, ushort port)
    {
        Frame frame = default;
        frame.Offset = _slices[index * _slots].Address;
        frame.Length = (ushort)Math.Min(message.Length, _slices[index * _slots].Length);
        frame.Source = port;
        if (message.VlanTag != 0 || message.VlanProtocol != 0) frame.Flags |= FrameFlags.Vlan;
        if ((message.Header.Flags & VirtioNetHeader.NeedsChecksum) != 0)
        {
            frame.Flags |= FrameFlags.PartialChecksum;
            frame.ChecksumStart = message.Header.ChecksumStart;
            frame.ChecksumOffset = message.Header.ChecksumOffset;
        }

        return frame;
    }

    private int SlicesUsed(int first, int length)
    {
        int used = 0;
        while (length > 0 && used < _slots) length -= _slices[first + used++].Length;
        return used;
    }

    /// <summary>Marks the first chunks of a message as owned by frames.</summary>
    private void Consume(int message, int chunks)
    {
        for (int i = 0; i < chunks; i++) _chunks[message * _slots + i] = NoChunk;
        FramesOffered -= chunks;
    }
}
