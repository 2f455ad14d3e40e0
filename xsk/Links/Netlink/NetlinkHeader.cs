using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary><c>struct nlmsghdr</c> (linux/netlink.h): the start of every message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetlinkHeader
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 16;

    /// <summary>Bytes of the whole message with this header.</summary>
    public uint Length;
    public ushort Type;
    public ushort Flags;
    public uint Sequence;
    public uint PortId;

    /// <summary>Messages and attributes start at multiples of four (NLMSG_ALIGN, NLA_ALIGN).</summary>
    public static int Align(int length) => (length + 3) & ~3;
}
