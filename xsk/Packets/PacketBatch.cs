using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>
/// The native arrays for one direction of a packet socket. The constructor writes everything that never changes; a call fills in the slices
/// and what the kernel has overwritten. Each message owns a fixed range of iovecs: the virtio header, then its slices.
/// </summary>
internal sealed unsafe class PacketBatch : IDisposable
{
    private readonly Umem _umem;
    private readonly int _maxSlices;
    private readonly iovec* _vectors;
    private readonly PacketSlot* _slots;

    /// <param name="umem">The memory of the slices.</param>
    /// <param name="capacity">Most messages per call.</param>
    /// <param name="maxSlices">Most slices of a message.</param>
    /// <param name="addressed">Whether each message names its device. Otherwise the socket is bound to one device.</param>
    public PacketBatch(Umem umem, int capacity, int maxSlices, bool addressed)
    {
        _umem = umem;
        _maxSlices = maxSlices;
        Capacity = capacity;
        Messages = Allocate<mmsghdr>(capacity);
        _vectors = Allocate<iovec>(capacity * (1 + maxSlices));
        _slots = Allocate<PacketSlot>(capacity);
        for (int i = 0; i < capacity; i++)
            Prepare(i, addressed);
    }

    /// <summary>Most messages per call.</summary>
    public int Capacity { get; }

    /// <summary>The array for recvmmsg and sendmmsg.</summary>
    public mmsghdr* Messages { get; }

    /// <summary>The header of message <paramref name="i"/>.</summary>
    // msg_hdr is the first field of mmsghdr. Its property would copy it.
    public msghdr* HeaderOf(int i) => (msghdr*)(Messages + i);

    /// <summary>Points message <paramref name="i"/> at its slices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetSlices(int i, in PacketMessage message, ReadOnlySpan<UmemSlice> slices)
    {
        if ((uint)message.SliceCount > (uint)_maxSlices)
            ThrowTooManySlices(message.SliceCount);
        iovec* vector = _vectors + i * (1 + _maxSlices) + 1;
        foreach (ref readonly UmemSlice slice in slices.Slice(message.FirstSlice, message.SliceCount))
        {
            // The UMEM is native memory, so the pointer stays valid; Slice checks the bounds.
            vector->iov_base = Unsafe.AsPointer(ref MemoryMarshal.GetReference(_umem.Slice(slice.Address, slice.Length)));
            vector->iov_len = slice.Length;
            vector++;
        }
        HeaderOf(i)->msg_iovlen = 1 + message.SliceCount;
    }

    /// <summary>Sets the device of message <paramref name="i"/> and how to segment it.</summary>
    public void SetTarget(int i, in PacketMessage message)
    {
        _slots[i].Address.sll_ifindex = message.IfIndex;
        _slots[i].Header = message.Header;
    }

    /// <summary>Sets the room for the sender's address and ancillary data; every receive overwrites it.</summary>
    public void PrepareReceive(int i)
    {
        msghdr* header = HeaderOf(i);
        header->msg_namelen = sizeof(sockaddr_ll);
        header->msg_controllen = sizeof(PacketAuxData);
    }

    /// <summary>Reads what the kernel reported about received message <paramref name="i"/>.</summary>
    public void GetReceived(int i, ref PacketMessage message)
    {
        ref PacketSlot slot = ref _slots[i];
        message.Length = Math.Max(0, (int)Messages[i].msg_len - VirtioNetHeader.Size);
        message.Truncated = (HeaderOf(i)->msg_flags & LibC.MSG_TRUNC) != 0;
        message.IfIndex = slot.Address.sll_ifindex;
        message.Header = slot.Header;
        bool tagged = HeaderOf(i)->msg_controllen >= sizeof(PacketAuxData) - sizeof(uint)
            && (slot.Control.Status & LibcPacket.TP_STATUS_VLAN_VALID) != 0;
        message.VlanTag = tagged ? slot.Control.VlanTag : (ushort)0;
        message.VlanProtocol = tagged ? slot.Control.VlanProtocol : (ushort)0;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Messages);
        NativeMemory.AlignedFree(_vectors);
        NativeMemory.AlignedFree(_slots);
    }

    private void Prepare(int i, bool addressed)
    {
        iovec* vector = _vectors + i * (1 + _maxSlices);
        vector->iov_base = &_slots[i].Header;
        vector->iov_len = VirtioNetHeader.Size;
        _slots[i].Address.sll_family = (ushort)(int)LibC.AF_PACKET;
        msghdr* header = HeaderOf(i);
        header->msg_name = addressed ? &_slots[i].Address : null;
        header->msg_namelen = addressed ? sizeof(sockaddr_ll) : 0;
        header->msg_iov = vector;
        header->msg_control = &_slots[i].Control;
    }

    private static T* Allocate<T>(int count) where T : unmanaged
    {
        nuint bytes = (nuint)count * (nuint)sizeof(T);
        void* memory = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(memory, bytes);
        return (T*)memory;
    }

    private void ThrowTooManySlices(int count) =>
        throw new ArgumentException($"a message has {count} slices; the socket was opened for at most {_maxSlices} (MaxSlicesPerMessage)");
}
