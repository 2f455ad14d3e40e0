using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Falcon.Vxlan;

/// <summary>
/// Packs underlay addresses for the data path: 128 bits, first byte on the wire most significant, IPv4 as ::ffff:a.b.c.d (RFC 4291 section
/// 2.5.5.2). So one comparison serves both families.
/// </summary>
public static class VtepAddress
{
    private const ulong Ipv4Prefix = 0xFFFF_0000_0000;
    private const byte Ipv4Loopback = 127, Ipv4FirstMulticast = 224, Ipv4LastMulticast = 239, Ipv6Multicast = 0xFF;

    /// <summary>Packs an address. The scope of an IPv6 address is not kept.</summary>
    public static UInt128 ToUInt128(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4 ? FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Unpacks an address, IPv4 as <see cref="AddressFamily.InterNetwork"/>.</summary>
    public static IPAddress ToIPAddress(UInt128 packed)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, packed);
        return IsIpv4(packed) ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }

    /// <summary>Packs an IPv4 address given as a number, first byte on the wire most significant.</summary>
    public static UInt128 FromIpv4(uint address) => new(0, Ipv4Prefix | address);

    /// <summary>Whether it is a packed IPv4 address.</summary>
    public static bool IsIpv4(UInt128 packed) => packed >> 32 == 0xFFFF;

    /// <summary>
    /// Whether a host can have the address: not IPv4 0/8, 127/8, multicast or 255.255.255.255 (RFC 1122 section 3.2.1.3), not IPv6 ::, ::1
    /// or multicast (RFC 4291 section 2.4).
    /// </summary>
    public static bool IsUnicast(UInt128 packed)
    {
        if (!IsIpv4(packed)) return packed > UInt128.One && (byte)(packed >> 120) != Ipv6Multicast;
        byte first = (byte)(packed >> 24);
        return first is not (0 or Ipv4Loopback or >= Ipv4FirstMulticast and <= Ipv4LastMulticast) && (uint)packed != uint.MaxValue;
    }
}
