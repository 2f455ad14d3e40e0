using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary><c>struct ifinfomsg</c> (linux/rtnetlink.h): the start of every link message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IfInfoMsg
{
    public byte Family;
    public byte Padding;
    public ushort Type;
    public int Index;
    public uint Flags;
    public uint Change;
}
