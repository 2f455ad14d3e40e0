using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary><c>struct ifaddrmsg</c> (linux/if_addr.h): the start of every address message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IfAddrMsg
{
    public byte Family;
    public byte PrefixLength;
    public byte Flags;
    public byte Scope;
    public uint Index;
}
