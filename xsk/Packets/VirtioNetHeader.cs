using System.Runtime.InteropServices;

namespace Falcon.Xsk.Packets;

/// <summary>
/// The header before each message of a packet socket (<c>struct virtio_net_hdr</c>, linux/virtio_net.h): whether the checksum is partial,
/// and how to segment a frame above the MTU. 10 bytes, in the machine's byte order. All zero for an ordinary frame.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2, Size = Size)]
public struct VirtioNetHeader
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 10;

    /// <summary>
    /// <see cref="Flags"/>: the field holds the pseudo header's sum; sum from <see cref="ChecksumStart"/> to the end and store it.
    /// </summary>
    public const byte NeedsChecksum = 1;

    /// <summary><see cref="Flags"/>: the checksum is verified. Only in received messages.</summary>
    public const byte DataValid = 2;

    /// <summary><see cref="GsoType"/>: no segmentation.</summary>
    public const byte GsoNone = 0;

    /// <summary><see cref="GsoType"/>: TCP over IPv4.</summary>
    public const byte GsoTcp4 = 1;

    /// <summary><see cref="GsoType"/>: UDP, split into IP fragments.</summary>
    public const byte GsoUdp = 3;

    /// <summary><see cref="GsoType"/>: TCP over IPv6.</summary>
    public const byte GsoTcp6 = 4;

    /// <summary><see cref="GsoType"/>: UDP, split into datagrams, over IPv4 or IPv6 (VIRTIO_NET_HDR_GSO_UDP_L4, Linux 6.2).</summary>
    public const byte GsoUdpL4 = 5;

    /// <summary><see cref="GsoType"/>, added to a TCP type: only the first segment has CWR (RFC 3168).</summary>
    public const byte GsoEcn = 0x80;

    /// <summary><see cref="NeedsChecksum"/> or <see cref="DataValid"/>.</summary>
    public byte Flags;

    /// <summary>One of the Gso constants, perhaps with <see cref="GsoEcn"/>.</summary>
    public byte GsoType;

    /// <summary>
    /// Bytes of Ethernet, IP and transport headers. Must be set for a frame to be segmented. Only a hint in received messages.
    /// </summary>
    public ushort HeaderLength;

    /// <summary>Payload bytes per segment, without headers.</summary>
    public ushort GsoSize;

    /// <summary>Where the sum starts: offset of the transport header in the frame.</summary>
    public ushort ChecksumStart;

    /// <summary>Where to store the sum, from <see cref="ChecksumStart"/>: 16 for TCP, 6 for UDP.</summary>
    public ushort ChecksumOffset;
}
