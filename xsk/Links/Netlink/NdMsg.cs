using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary><c>struct ndmsg</c> (linux/neighbour.h): the start of every neighbour message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NdMsg
{
    public byte Family;
    public byte Padding1;
    public ushort Padding2;
    public int IfIndex;
    public ushort State;
    public byte Flags;
    public byte Type;
}
