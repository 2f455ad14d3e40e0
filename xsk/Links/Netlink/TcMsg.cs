using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>struct tcmsg of linux/rtnetlink.h: the fixed structure of a request about a queueing discipline.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TcMsg
{
    public byte Family;
    private readonly byte _padding1;
    private readonly ushort _padding2;
    public int IfIndex;
    public uint Handle;
    public uint Parent;
    public uint Info;
}
