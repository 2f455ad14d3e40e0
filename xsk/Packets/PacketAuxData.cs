using System.Runtime.InteropServices;

namespace Falcon.Xsk.Packets;

/// <summary>A control message (cmsg(3)) with a <c>struct tpacket_auxdata</c> (linux/if_packet.h). CMSG_SPACE is 40.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal struct PacketAuxData
{
    public ulong ControlLength;
    public int ControlLevel;
    public int ControlType;
    public uint Status;
    public uint Length;
    public uint SnapLength;
    public ushort MacOffset;
    public ushort NetworkOffset;
    public ushort VlanTag;
    public ushort VlanProtocol;
}
