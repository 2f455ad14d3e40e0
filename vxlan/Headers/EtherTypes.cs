using System.Buffers.Binary;

namespace Falcon.Vxlan;

/// <summary>EtherType values (IEEE 802 numbers registry, IANA) that the dataplane tells apart.</summary>
public static class EtherTypes
{
    /// <summary>IPv4 (RFC 894).</summary>
    public const ushort Ipv4 = 0x0800;

    /// <summary>ARP (RFC 826).</summary>
    public const ushort Arp = 0x0806;

    /// <summary>A customer VLAN tag (IEEE 802.1Q).</summary>
    public const ushort Vlan = 0x8100;

    /// <summary>A service VLAN tag, the outer one of QinQ (IEEE 802.1ad).</summary>
    public const ushort ServiceVlan = 0x88A8;

    /// <summary>IPv6 (RFC 2464).</summary>
    public const ushort Ipv6 = 0x86DD;

    /// <summary>The EtherType of the header at an offset: the two bytes before it.</summary>
    internal static ushort Before(int offset, ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt16BigEndian(frame[(offset - sizeof(ushort))..]);

    /// <summary>Whether a VLAN tag follows.</summary>
    public static bool IsVlan(ushort etherType) => etherType is Vlan or ServiceVlan;
}
