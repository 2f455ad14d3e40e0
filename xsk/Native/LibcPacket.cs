namespace Falcon.Xsk.Native;

/// <summary>Constants of packet sockets that Tmds.LibC lacks.</summary>
internal static class LibcPacket
{
    // linux/if_packet.h
    public const int PACKET_FANOUT_EBPF = 7;
    public const int PACKET_FANOUT_DATA = 22;
    public const int TPACKET_V2 = 1;
    public const uint TP_STATUS_KERNEL = 0;
    public const uint TP_STATUS_USER = 1 << 0;
    public const uint TP_STATUS_COPY = 1 << 1;
    public const uint TP_STATUS_VLAN_VALID = 1 << 4;

    // linux/sockios.h
    public const int SIOCOUTQ = 0x5411;

    // linux/if_ether.h
    public const ushort ETH_P_ALL = 0x0003;

    // linux/filter.h, linux/bpf_common.h: classic BPF "return 0", which drops every packet.
    public const ushort BPF_RET_K = 0x06;
}
