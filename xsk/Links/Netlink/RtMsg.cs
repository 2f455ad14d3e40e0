using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary><c>struct rtmsg</c> (linux/rtnetlink.h): the start of every route message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RtMsg
{
    public byte Family;
    public byte DestinationLength;
    public byte SourceLength;
    public byte Tos;
    public byte Table;
    public byte Protocol;
    public byte Scope;
    public byte Type;
    public uint Flags;
}
