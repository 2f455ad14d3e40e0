using System.Net;
using System.Net.Sockets;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>All addresses with a prefix. IPv4 addresses have the packed form of <see cref="VtepAddress"/>.</summary>
internal readonly struct AddressRange
{
    private const int Bits = 128;
    private const int BitsBeforeIpv4 = 96;

    private readonly UInt128 _mask;

    /// <summary>Makes a range.</summary>
    /// <param name="address">An address in the range.</param>
    /// <param name="prefixLength">The prefix length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    public AddressRange(IPAddress address, int prefixLength)
    {
        IsIpv4 = address.AddressFamily == AddressFamily.InterNetwork;
        int bits = IsIpv4 ? prefixLength + BitsBeforeIpv4 : prefixLength;
        _mask = bits == 0 ? 0 : UInt128.MaxValue << (Bits - bits);
        First = VtepAddress.ToUInt128(address) & _mask;
    }

    /// <summary>Whether the addresses are IPv4.</summary>
    public bool IsIpv4 { get; }

    /// <summary>The lowest address.</summary>
    public UInt128 First { get; }

    /// <summary>The range of one address.</summary>
    public static AddressRange Of(IPAddress address) =>
        new(address, address.AddressFamily == AddressFamily.InterNetwork ? Bits - BitsBeforeIpv4 : Bits);

    /// <summary>Whether an address is in the range; it must have the same family.</summary>
    public bool Contains(UInt128 address) => (address & _mask) == First;
}
