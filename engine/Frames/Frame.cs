using System.Runtime.InteropServices;

namespace Falcon.Engine.Frames;

/// <summary>
/// A frame lying in the UMEM, passed around by value: 32 bytes, two to a cache line, no references.
/// All offsets are bytes from <see cref="Offset"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = 32)]
public struct Frame
{
    /// <summary>The <see cref="Source"/> of a frame from a VTEP that is not in the table.</summary>
    public const ushort UnknownSource = ushort.MaxValue;

    /// <summary>Where the Ethernet header starts in the UMEM.</summary>
    public uint Offset;

    /// <summary>Hash of the inner flow; steering and the outer source port come from it.</summary>
    public uint FlowHash;

    /// <summary>Bytes from the Ethernet header to the end.</summary>
    public ushort Length;

    /// <summary>Index of the overlay.</summary>
    public ushort Overlay;

    /// <summary>
    /// Where it came from: a port's index, or a VTEP's with <see cref="FrameFlags.FromVtep"/>; an uplink's until Decapsulate.
    /// </summary>
    public ushort Source;

    /// <summary>Where it goes: a port's index, or a VTEP's with <see cref="FrameFlags.ToVtep"/>.</summary>
    public ushort Target;

    /// <summary>What is known about it.</summary>
    public FrameFlags Flags;

    /// <summary>Where a partial checksum's coverage starts; with <see cref="FrameFlags.PartialChecksum"/>.</summary>
    public ushort ChecksumStart;

    /// <summary>Where the checksum lies, from <see cref="ChecksumStart"/>.</summary>
    public ushort ChecksumOffset;

    /// <summary>Payload bytes of each frame of a train but the last; set in its first frame, 0 in a frame that travels alone.</summary>
    public ushort SegmentSize;

    /// <summary>The network header; 0 where there is none.</summary>
    public byte L3;

    /// <summary>The transport header; 0 where there is none.</summary>
    public byte L4;

    /// <summary>What the transport header is followed by.</summary>
    public byte Payload;

    /// <summary>The IP protocol number.</summary>
    public byte Protocol;

    /// <summary>
    /// The account that pays for handling it (<see cref="Accounting.Accounts"/>); the host's until somebody is known to be responsible.
    /// </summary>
    public ushort Payer;

    /// <summary>The traffic class of the IP packet on its way to a VTEP; 0 where it is not IP. Set by Encapsulate.</summary>
    public byte TrafficClass;
}
