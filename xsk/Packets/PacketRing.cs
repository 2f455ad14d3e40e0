using System.Runtime.CompilerServices;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk;

/// <summary>
/// What a packet socket received, in memory shared with the kernel: a small frame is taken without a system call. One that does not fit a
/// slot waits in the socket's queue, in the same order, and its slot says so (TPACKET_V2 with PACKET_COPY_THRESH).
/// Owned by one thread. Source: Documentation/networking/packet_mmap.rst; tpacket_rcv of net/packet/af_packet.c.
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

    // A frame of 1,518 bytes behind 76 of headers; no power of two, or the first lines of all slots would compete for a few sets of the cache.
    private const int SlotSize = 1664;
    private const int BlockSize = 1 << 16;
    private const int SlotsPerBlock = BlockSize / SlotSize;

    private readonly byte* _blocks;
    private readonly int _slots;
    private int _head;

    private PacketRing(byte* blocks, int slots)
    {
        _blocks = blocks;
        _slots = slots;
    }

    /// <summary>Whether no frame waits.</summary>
    public bool IsEmpty => !Holds(_head, LibcPacket.TP_STATUS_USER);

    /// <summary>Whether the first frame, which is not queued, lacks its end: the socket's queue had no room for it.</summary>
    public bool HeadIsCut => SlotAt(_head)->SnapLength < SlotAt(_head)->Length;

    /// <summary>Has a socket receive through a ring. Before it is bound, after PACKET_VNET_HDR.</summary>
    /// <param name="socket">The socket, kept from what would stop the ring by a <see cref="PacketRingGuard"/>.</param>
    /// <param name="slots">Frames it has room for, at least.</param>
    /// <exception cref="XskException">The kernel refuses, or lacks the memory.</exception>
    public static void Prepare(int socket, int slots)
    {
        PacketSocketSetup.SetOption(socket, PACKET_VERSION, LibcPacket.TPACKET_V2, "PACKET_VERSION");
        PacketSocketSetup.SetOption(socket, PACKET_COPY_THRESH, 1, "PACKET_COPY_THRESH"); // a switch, in spite of its name
        uint blocks = (uint)BlocksFor(slots);
        var request = new Request { BlockSize = BlockSize, BlockCount = blocks, SlotSize = SlotSize, SlotCount = blocks * SlotsPerBlock };
        Errno.Check(
            setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &request, sizeof(Request)),
            $"give a packet socket a ring of {slots} slots");
    }

    /// <summary>Maps the ring of a prepared socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="slots">As for <see cref="Prepare"/>.</param>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public static PacketRing Map(int socket, int slots)
    {
        int blocks = BlocksFor(slots);
        void* start = mmap(null, (size_t)((ulong)blocks * BlockSize), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, socket, 0);
        return start == MAP_FAILED
            ? throw Errno.Exception($"the ring of a packet socket, {slots} slots, cannot be mapped", Errno.Last)
            : new PacketRing((byte*)start, blocks * SlotsPerBlock);
    }

    /// <summary>The device that the first frame came from.</summary>
    public int IfIndex => SlotAt(_head)->Address.sll_ifindex;

    /// <summary>How many of the first frames wait in the socket's queue, one behind the other.</summary>
    /// <param name="most">More are not counted.</param>
    public int CountQueued(int most)
    {
        int count = 0;
        for (int slot = _head; count < most && Holds(slot, LibcPacket.TP_STATUS_COPY); slot = Next(slot))
            count++;
        return count;
    }

    /// <summary>Copies the first frame, which is not queued, to a message's slices. Does not <see cref="Release"/> it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A slice lies outside the UMEM or the message outside the slices.</exception>
    public void Copy(ref PacketMessage message, Umem umem, ReadOnlySpan<UmemSlice> slices)
    {
        PacketRingSlot* slot = SlotAt(_head);
        byte* start = (byte*)slot + slot->MacOffset;
        var frame = new ReadOnlySpan<byte>(start, (int)slot->SnapLength);
        message.Length = Scatter(frame, umem, slices.Slice(message.FirstSlice, message.SliceCount));
        message.Truncated = message.Length < frame.Length;
        message.IfIndex = IfIndex;
        message.Header = Unsafe.ReadUnaligned<VirtioNetHeader>(start - VirtioNetHeader.Size);
        bool tagged = Holds(_head, LibcPacket.TP_STATUS_VLAN_VALID);
        message.VlanTag = tagged ? slot->VlanTag : (ushort)0;
        message.VlanProtocol = tagged ? slot->VlanProtocol : (ushort)0;
    }

    /// <summary>Gives the first frame's slot back to the kernel.</summary>
    public void Release()
    {
        Volatile.Write(ref SlotAt(_head)->Status, LibcPacket.TP_STATUS_KERNEL);
        _head = Next(_head);
    }

    /// <summary>Unmaps it; the socket frees the memory.</summary>
    public void Dispose() => _ = munmap(_blocks, (size_t)((ulong)_slots / SlotsPerBlock * BlockSize));

    // A slot does not cross the end of its block.
    private PacketRingSlot* SlotAt(int slot) => (PacketRingSlot*)(_blocks + (slot / SlotsPerBlock * (nint)BlockSize) + (slot % SlotsPerBlock * SlotSize));

    private int Next(int slot) => slot + 1 == _slots ? 0 : slot + 1;

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
