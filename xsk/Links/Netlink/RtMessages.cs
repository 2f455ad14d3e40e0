using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>Converts rtnetlink messages to our types (rtnetlink(7)).</summary>
internal static class RtMessages
{
    /// <summary>The device of an RTM_NEWLINK or RTM_DELLINK message.</summary>
    public static LinkInfo ReadLink(NetlinkMessage message)
    {
        IfInfoMsg head = message.Fixed<IfInfoMsg>();
        var link = new LinkInfo
        {
            IfIndex = head.Index,
            Name = "",
            Mtu = 0,
            Mac = [],
            Up = (head.Flags & Rtnl.IFF_UP) != 0,
            Running = (head.Flags & Rtnl.IFF_RUNNING) != 0,
            Loopback = (head.Flags & Rtnl.IFF_LOOPBACK) != 0,
        };
        foreach (NetlinkAttribute attribute in message.Attributes(Unsafe.SizeOf<IfInfoMsg>()))
        {
            link = attribute.Type switch
            {
                Rtnl.IFLA_IFNAME => link with { Name = attribute.Text },
                Rtnl.IFLA_MTU => link with { Mtu = (int)attribute.UInt32 },
                Rtnl.IFLA_ADDRESS => link with { Mac = attribute.Value.ToArray() },
                Rtnl.IFLA_LINK => link with { PeerIfIndex = (int)attribute.UInt32 },
                Rtnl.IFLA_MASTER => link with { MasterIfIndex = (int)attribute.UInt32 },
                Rtnl.IFLA_NUM_TX_QUEUES => link with { TxQueues = (int)attribute.UInt32 },
                Rtnl.IFLA_NUM_RX_QUEUES => link with { RxQueues = (int)attribute.UInt32 },
                Rtnl.IFLA_STATS64 => link with { TransmitDrops = ReadTransmitDrops(attribute) },
                Rtnl.IFLA_LINKINFO => link with { Kind = ReadKind(attribute) },
                Rtnl.IFLA_XDP => link with { XdpProgramId = ReadXdpProgram(attribute) },
                _ => link,
            };
        }

        return link;
    }

    /// <summary>
    /// The neighbour of an RTM_NEWNEIGH or RTM_DELNEIGH message; null when it is not IP, such as an entry of a bridge's table.
    /// </summary>
    public static NeighbourInfo? ReadNeighbour(NetlinkMessage message)
    {
        NdMsg head = message.Fixed<NdMsg>();
        if (!IsIp(head.Family))
            return null;
        IPAddress? address = null;
        byte[]? mac = null;
        foreach (NetlinkAttribute attribute in message.Attributes(Unsafe.SizeOf<NdMsg>()))
        {
            if (attribute.Type == Rtnl.NDA_DST)
                address = attribute.Address;
            else if (attribute.Type == Rtnl.NDA_LLADDR)
                mac = attribute.Value.ToArray();
        }
        return address is null ? null : new NeighbourInfo(head.IfIndex, address, mac, (NeighbourState)head.State);
    }

    /// <summary>The address of an RTM_NEWADDR or RTM_DELADDR message; null when it is not IP.</summary>
    public static (int IfIndex, IPAddress Address, int PrefixLength)? ReadAddress(NetlinkMessage message)
    {
        IfAddrMsg head = message.Fixed<IfAddrMsg>();
        IPAddress? address = null, local = null;
        foreach (NetlinkAttribute attribute in message.Attributes(Unsafe.SizeOf<IfAddrMsg>()))
        {
            // On a point-to-point device IFA_ADDRESS is the other end.
            if (attribute.Type == Rtnl.IFA_LOCAL)
                local = attribute.Address;
            else if (attribute.Type == Rtnl.IFA_ADDRESS)
                address = attribute.Address;
        }
        address = local ?? address;
        return IsIp(head.Family) && address is not null ? ((int)head.Index, address, head.PrefixLength) : null;
    }

    /// <summary>The route of an RTM_NEWROUTE message.</summary>
    public static RouteInfo ReadRoute(NetlinkMessage message)
    {
        var route = new RouteInfo(0, null, null, message.Fixed<RtMsg>().Type == Rtnl.RTN_LOCAL);
        foreach (NetlinkAttribute attribute in message.Attributes(Unsafe.SizeOf<RtMsg>()))
        {
            route = attribute.Type switch
            {
                Rtnl.RTA_OIF => route with { IfIndex = (int)attribute.UInt32 },
                Rtnl.RTA_GATEWAY => route with { Gateway = attribute.Address },
                Rtnl.RTA_VIA => route with { Gateway = ReadVia(attribute) },
                Rtnl.RTA_PREFSRC => route with { PreferredSource = attribute.Address },
                Rtnl.RTA_METRICS => route with { Mtu = ReadRouteMtu(attribute) },
                _ => route,
            };
        }

        return route;
    }

    /// <summary>AF_INET or AF_INET6, by the address.</summary>
    public static byte FamilyOf(IPAddress address) =>
        (byte)(int)(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? LibC.AF_INET : LibC.AF_INET6);

    private static bool IsIp(byte family) => family == LibC.AF_INET || family == LibC.AF_INET6;

    private static string ReadKind(NetlinkAttribute linkInfo)
    {
        foreach (NetlinkAttribute attribute in linkInfo.Nested)
        {
            if (attribute.Type == Rtnl.IFLA_INFO_KIND)
                return attribute.Text;
        }

        return "";
    }

    // struct rtnl_link_stats64: tx_dropped is the eighth counter.
    private static long ReadTransmitDrops(NetlinkAttribute statistics)
    {
        ReadOnlySpan<long> counters = MemoryMarshal.Cast<byte, long>(statistics.Value);
        return counters.Length > 7 ? counters[7] : 0;
    }

    // With programs in several modes the mode-specific attributes follow. Any of them will do.
    private static uint ReadXdpProgram(NetlinkAttribute xdp)
    {
        foreach (NetlinkAttribute attribute in xdp.Nested)
        {
            if (attribute.Type is >= Rtnl.IFLA_XDP_PROG_ID and <= Rtnl.IFLA_XDP_HW_PROG_ID && attribute.UInt32 != 0)
                return attribute.UInt32;
        }

        return 0;
    }

    private static int ReadRouteMtu(NetlinkAttribute metrics)
    {
        foreach (NetlinkAttribute metric in metrics.Nested)
        {
            if (metric.Type == Rtnl.RTAX_MTU)
                return (int)metric.UInt32;
        }

        return 0;
    }

    // struct rtvia: a 16-bit family, then the address.
    private static IPAddress? ReadVia(NetlinkAttribute via) =>
        via.Value.Length is 6 or 18 ? new IPAddress(via.Value[2..]) : null;
}
