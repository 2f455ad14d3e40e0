using System.Runtime.InteropServices;

namespace Falcon.Engine.Frames;

/// <summary>
/// The descriptor of a frame in the UMEM, passed by value: 32 bytes, two to a cache line, no references. All offsets are bytes from
/// <see cref="Offset"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = 32)]
public struct Frame
{
    /// <summary>The <see cref="Source"/> of a frame from a VTEP that is not in the VTEP table.</summary>
    public const ushort UnknownSource = ushort.MaxValue;

    /// <summary>Where the Ethernet header starts in the UMEM, in bytes.</summary>
    public uint Offset;

    /// <summary>The hash of the inner flow; it determines the worker and the outer source port.</summary>
    public uint FlowHash;

    /// <summary>Bytes from the Ethernet header to the end of the frame.</summary>
    public ushort Length;

    /// <summary>The overlay's index.</summary>
    public ushort Overlay;

    /// <summary>The source: a port's index, or a VTEP's with <see cref="FrameFlags.FromVtep"/>; an uplink's until Decapsulate.</summary>
    public ushort Source;

    /// <summary>The target: a port's index, or a VTEP's with <see cref="FrameFlags.ToVtep"/>.</summary>
    public ushort Target;

    /// <summary>What is known about it.</summary>
    public FrameFlags Flags;

    /// <summary>Where the coverage of a partial checksum starts; valid with <see cref="FrameFlags.PartialChecksum"/>.</summary>
    public ushort ChecksumStart;

    /// <summary>Offset of the checksum field from <see cref="ChecksumStart"/>.</summary>
    public ushort ChecksumOffset;

    /// <summary>Payload bytes of each frame of a train except the last; set in the first frame, 0 in a frame that travels alone.</summary>
    public ushort SegmentSize;

    /// <summary>Offset of the network header; 0 where there is none.</summary>
    public byte L3;

    /// <summary>Offset of the transport header; 0 where there is none.</summary>
    public byte L4;

    /// <summary>Offset of what follows the transport header.</summary>
    public byte Payload;

    /// <summary>The IP protocol number.</summary>
    public byte Protocol;

    /// <summary>The account that pays for the frame (<see cref="Accounting.Accounts"/>); the host's until the payer is known.</summary>
    public ushort Payer;

    /// <summary>The traffic class of the IP packet, for frames to a VTEP; 0 where it is not IP. Set by Encapsulate.</summary>
    public byte TrafficClass;
}
