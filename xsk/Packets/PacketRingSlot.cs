using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>
/// The start of a slot of a <see cref="PacketRing"/>: <c>struct tpacket2_hdr</c> (linux/if_packet.h) and the sender's address. The frame is
/// at <see cref="MacOffset"/>, directly after its <see cref="VirtioNetHeader"/>.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal struct PacketRingSlot
{
    [FieldOffset(0)]
    public uint Status;

    /// <summary>Bytes of the frame.</summary>
    [FieldOffset(4)]
    public uint Length;

    /// <summary>Bytes of it in the slot.</summary>
    [FieldOffset(8)]
    public uint SnapLength;

    [FieldOffset(12)]
    public ushort MacOffset;

    [FieldOffset(24)]
    public ushort VlanTag;

    [FieldOffset(26)]
    public ushort VlanProtocol;

    /// <summary>The sender's address. After the header, aligned to 16 bytes.</summary>
    [FieldOffset(32)]
    public sockaddr_ll Address;

    /// <summary>Whether the whole frame is in the slot, after this header and its <see cref="VirtioNetHeader"/>.</summary>
    /// <param name="slotSize">Bytes of the slot.</param>
    public readonly bool IsWholeWithin(uint slotSize) => SnapLength == Length
        && MacOffset >= Unsafe.SizeOf<PacketRingSlot>() + VirtioNetHeader.Size
        && MacOffset <= slotSize
        && SnapLength <= slotSize - MacOffset;
}
