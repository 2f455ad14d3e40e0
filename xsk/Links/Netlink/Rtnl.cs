namespace Falcon.Xsk.Links.Netlink;

/// <summary>The constants of netlink and rtnetlink that Falcon uses, grouped by header file.</summary>
internal static class Rtnl
{
    // linux/netlink.h
    public const int NETLINK_ROUTE = 0;
    public const int NETLINK_ADD_MEMBERSHIP = 1;
    public const int NETLINK_CAP_ACK = 10;
    public const int NETLINK_EXT_ACK = 11;
    public const int NETLINK_GET_STRICT_CHK = 12;
    public const ushort NLMSG_ERROR = 2;
    public const ushort NLMSG_DONE = 3;
    public const ushort NLM_F_REQUEST = 0x01;
    public const ushort NLM_F_ACK = 0x04;
    public const ushort NLM_F_DUMP_INTR = 0x10;
    public const ushort NLM_F_CAPPED = 0x100;
    public const ushort NLM_F_ACK_TLVS = 0x200;
    public const ushort NLM_F_DUMP = 0x300;
    public const ushort NLM_F_REPLACE = 0x100;
    public const ushort NLM_F_EXCL = 0x200;
    public const ushort NLM_F_CREATE = 0x400;
    public const ushort NLMSGERR_ATTR_MSG = 1;
    public const ushort NLA_F_NESTED = 0x8000;
    public const ushort NLA_TYPE_MASK = 0x3fff;

    // linux/rtnetlink.h
    public const ushort RTM_NEWLINK = 16, RTM_DELLINK = 17, RTM_GETLINK = 18, RTM_SETLINK = 19;
    public const ushort RTM_NEWADDR = 20, RTM_DELADDR = 21, RTM_GETADDR = 22;
    public const ushort RTM_GETROUTE = 26;
    public const ushort RTM_NEWNEIGH = 28, RTM_DELNEIGH = 29, RTM_GETNEIGH = 30;
    public const int RTNLGRP_LINK = 1, RTNLGRP_NEIGH = 3, RTNLGRP_IPV4_IFADDR = 5, RTNLGRP_IPV6_IFADDR = 9;
    public const ushort RTA_DST = 1, RTA_OIF = 4, RTA_GATEWAY = 5, RTA_PREFSRC = 7, RTA_METRICS = 8, RTA_VIA = 18;
    public const ushort RTAX_MTU = 2;
    public const byte RTN_LOCAL = 2;

    // linux/if_link.h, linux/veth.h
    public const ushort IFLA_ADDRESS = 1, IFLA_IFNAME = 3, IFLA_MTU = 4, IFLA_LINK = 5, IFLA_MASTER = 10, IFLA_LINKINFO = 18;
    public const ushort IFLA_STATS64 = 23, IFLA_GROUP = 27;
    public const ushort IFLA_NET_NS_FD = 28, IFLA_NUM_TX_QUEUES = 31, IFLA_NUM_RX_QUEUES = 32, IFLA_GSO_MAX_SEGS = 40, IFLA_XDP = 43;
    public const ushort IFLA_INFO_KIND = 1, IFLA_INFO_DATA = 2, VETH_INFO_PEER = 1;
    public const ushort IFLA_VXLAN_ID = 1, IFLA_VXLAN_LEARNING = 7, IFLA_VXLAN_PORT = 15;
    public const ushort IFLA_XDP_PROG_ID = 4, IFLA_XDP_HW_PROG_ID = 7;

    // linux/if.h
    public const uint IFF_UP = 0x1, IFF_LOOPBACK = 0x8, IFF_RUNNING = 0x40;

    // linux/if_addr.h
    public const ushort IFA_ADDRESS = 1, IFA_LOCAL = 2, IFA_FLAGS = 8;
    public const uint IFA_F_NODAD = 0x02;

    // linux/rtnetlink.h, linux/pkt_sched.h
    public const ushort RTM_NEWQDISC = 36;
    public const ushort RTM_DELQDISC = 37;
    public const ushort TCA_KIND = 1, TCA_OPTIONS = 2, TCA_TBF_PARMS = 1, TCA_TBF_BURST = 6;
    public const uint TC_H_ROOT = 0xffff_ffff;
    public const byte TC_LINKLAYER_ETHERNET = 1;

    // linux/neighbour.h
    public const ushort NDA_DST = 1, NDA_LLADDR = 2;
    public const byte NTF_USE = 0x01;
}
