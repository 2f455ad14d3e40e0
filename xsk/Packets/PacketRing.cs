using System.Runtime.CompilerServices;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Packets;

/// <summary>
/// The received frames of a packet socket in memory shared with the kernel: taking a small frame needs no system call. A frame that does
/// not fit a slot waits in the socket's queue, in the same order, and its slot says so (TPACKET_V2 with PACKET_COPY_THRESH). A
/// <see cref="RingSchedule"/> decides the order in which slots are taken; they return to the kernel in the order in which it filled them.
/// One thread. Source: Documentation/networking/packet_mmap.rst; tpacket_rcv of net/packet/af_packet.c.
/// </summary>
internal sealed unsafe class PacketRing : IDisposable
{
    // struct tpacket_req
    private struct Request
    {
        public uint BlockSize;
        public uint BlockCount;
        public uint SlotSize;
        public uint SlotCount;
    }

    // 1,518 bytes of frame after 76 of headers. Not a power of two, or the first lines of all slots would compete for a few cache sets.
    private const int SlotSize = 1664;

    /// <summary>The longest frame that counts as small. It fits a slot with room to spare.</summary>
    public const int LargestFrame = 1518;

    private const int BlockSize = 1 << 16;
    private const int SlotsPerBlock = BlockSize / SlotSize;

    private readonly byte* _blocks;
    private readonly int _slots;
    private readonly PacketRingGuard _guard;
    private readonly RingSchedule _schedule;
    private readonly bool[] _isTaken; // by slot
    private int _head; // the first slot that is not back with the kernel
    private int _tail; // the first slot not yet seen
    private int _inUse; // slots between the two
    private long _released;

    private PacketRing(byte* blocks, int slots, PacketRingGuard guard)
    {
        _blocks = blocks;
        _slots = slots;
        _guard = guard;
        _schedule = new RingSchedule(slots, guard.Ports + 1); // the last one for frames of no port
        _isTaken = new bool[slots];
    }

    /// <summary>Slots returned to the kernel so far, in the order in which it filled them. Any thread.</summary>
    public long Released => Volatile.Read(ref _released);

    /// <summary>Makes a socket receive through a ring. Call it before bind and after PACKET_VNET_HDR.</summary>
    /// <param name="socket">The socket. A <see cref="PacketRingGuard"/> must protect it from frames that would stop the ring.</param>
    /// <param name="slots">Number of frames that it must have room for, at least.</param>
    /// <exception cref="XskException">The kernel refuses, or lacks the memory.</exception>
    public static void Prepare(int socket, int slots)
    {
        PacketSocketSetup.SetOption(socket, PACKET_VERSION, LibcPacket.TPACKET_V2, "PACKET_VERSION");
        PacketSocketSetup.SetOption(socket, PACKET_COPY_THRESH, 1, "PACKET_COPY_THRESH"); // a switch, not a threshold
        uint blocks = (uint)BlocksFor(slots);
        var request = new Request { BlockSize = BlockSize, BlockCount = blocks, SlotSize = SlotSize, SlotCount = blocks * SlotsPerBlock };
        Errno.Check(
            setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &request, sizeof(Request)),
            $"give a packet socket a ring of {slots} slots");
    }

    /// <summary>The real number of slots of a ring for a requested number.</summary>
    public static int SlotsOf(int slots) => BlocksFor(slots) * SlotsPerBlock;

    /// <summary>Maps the ring of a prepared socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="slots">The number given to <see cref="Prepare"/>.</param>
    /// <param name="guard">The socket's filter; learns which frames leave the ring. The caller disposes of it.</param>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public static PacketRing Map(int socket, int slots, PacketRingGuard guard)
    {
        int blocks = BlocksFor(slots);
        void* start = mmap(null, (size_t)((ulong)blocks * BlockSize), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, socket, 0);
        return start == MAP_FAILED
            ? throw Errno.Exception($"the ring of a packet socket, {slots} slots, cannot be mapped", Errno.Last)
            : new PacketRing((byte*)start, blocks * SlotsPerBlock, guard);
    }

    /// <summary>Looks for new frames.</summary>
    public void Look()
    {
        for (; _inUse < _slots && Holds(_tail, LibcPacket.TP_STATUS_USER); _tail = Behind(_tail), _inUse++)
            _schedule.Add(_tail, _guard.PortOf(IfIndexOf(_tail)), Holds(_tail, LibcPacket.TP_STATUS_COPY));
    }

    /// <inheritdoc cref="RingSchedule.Next"/>
    public int Next(out bool queued) => _schedule.Next(out queued);

    /// <inheritdoc cref="RingSchedule.Take"/>
    public void Take(int slot)
    {
        _schedule.Take(slot);
        _isTaken[slot] = true;
    }

    /// <inheritdoc cref="RingSchedule.TakeQueued"/>
    public int TakeQueued(Span<int> slots)
    {
        int count = _schedule.TakeQueued(slots);
        foreach (int slot in slots[..count])
            _isTaken[slot] = true;
        return count;
    }

    /// <inheritdoc cref="RingSchedule.PutBackQueued"/>
    public void PutBackQueued(ReadOnlySpan<int> slots)
    {
        _schedule.PutBackQueued(slots);
        foreach (int slot in slots)
            _isTaken[slot] = false;
    }

    /// <summary>The device of a slot's frame.</summary>
    public int IfIndexOf(int slot) => SlotAt(slot)->Address.sll_ifindex;

    /// <summary>
    /// Whether a frame that is not queued cannot be read: its end is missing because the socket's queue had no room, or its slot is wrong.
    /// </summary>
    public bool IsCut(int slot) => !SlotAt(slot)->IsWholeWithin(SlotSize);

    /// <summary>Copies a frame that is not queued to a message's slices.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A slice is outside the UMEM, or the message's slices are outside <paramref name="slices"/>.
    /// </exception>
    public void Copy(int slot, ref PacketMessage message, Umem umem, ReadOnlySpan<UmemSlice> slices)
    {
        PacketRingSlot* header = SlotAt(slot);
        byte* start = (byte*)header + header->MacOffset;
        var frame = new ReadOnlySpan<byte>(start, (int)header->SnapLength);
        message.Length = Scatter(frame, umem, slices.Slice(message.FirstSlice, message.SliceCount));
        message.Truncated = message.Length < frame.Length;
        message.IfIndex = header->Address.sll_ifindex;
        message.Header = Unsafe.ReadUnaligned<VirtioNetHeader>(start - VirtioNetHeader.Size);
        bool tagged = Holds(slot, LibcPacket.TP_STATUS_VLAN_VALID);
        message.VlanTag = tagged ? header->VlanTag : (ushort)0;
        message.VlanProtocol = tagged ? header->VlanProtocol : (ushort)0;
    }

    /// <summary>
    /// Returns taken slots to the kernel, up to the first one that still waits. Tells the guard once per run of a port's slots.
    /// </summary>
    public void ReleaseTaken()
    {
        RingAmount amount = default;
        int port = -1;
        for (; _inUse > 0 && _isTaken[_head]; _head = Behind(_head), _inUse--, _released++)
        {
            PacketRingSlot* slot = SlotAt(_head);
            int next = _guard.PortOf(slot->Address.sll_ifindex);
            if (next != port && amount.Frames > 0)
            {
                _guard.CountOut(port, amount);
                amount = default;
            }

            port = next;
            amount.Frames++;
            if (slot->Length > LargestFrame)
                amount.Bytes += slot->Length;
            _isTaken[_head] = false;
            Volatile.Write(ref slot->Status, LibcPacket.TP_STATUS_KERNEL);
        }

        if (amount.Frames > 0)
            _guard.CountOut(port, amount);
    }

    /// <summary>Unmaps the ring. The socket frees the memory.</summary>
    public void Dispose() => _ = munmap(_blocks, (size_t)((ulong)_slots / SlotsPerBlock * BlockSize));

    // A slot never crosses the end of its block.
    private PacketRingSlot* SlotAt(int slot)
    {
        byte* block = _blocks + (slot / SlotsPerBlock * (nint)BlockSize);
        return (PacketRingSlot*)(block + (slot % SlotsPerBlock * SlotSize));
    }

    private int Behind(int slot) => slot + 1 == _slots ? 0 : slot + 1;

    private bool Holds(int slot, uint status) => (Volatile.Read(ref SlotAt(slot)->Status) & status) != 0;

    private static int BlocksFor(int slots) => (slots + SlotsPerBlock - 1) / SlotsPerBlock;

    private static int Scatter(ReadOnlySpan<byte> frame, Umem umem, ReadOnlySpan<UmemSlice> slices)
    {
        int copied = 0;
        foreach (ref readonly UmemSlice slice in slices)
        {
            int length = Math.Min(slice.Length, frame.Length - copied);
            frame.Slice(copied, length).CopyTo(umem.Slice(slice.Address, slice.Length));
            copied += length;
            if (copied == frame.Length)
                break;
        }

        return copied;
    }
}
