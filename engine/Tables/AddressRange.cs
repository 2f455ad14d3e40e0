using System.Net;
using System.Net.Sockets;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>All addresses with a prefix; IPv4 in the packed form of <see cref="VtepAddress"/>.</summary>
internal readonly struct AddressRange
{
    private const int Bits = 128;
    private const int BitsBeforeIpv4 = 96;

    private readonly UInt128 _mask;

    /// <summary>Creates it.</summary>
    /// <param name="address">One of the addresses.</param>
    /// <param name="prefixLength">0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    public AddressRange(IPAddress address, int prefixLength)
    {
        IsIpv4 = address.AddressFamily == AddressFamily.InterNetwork;
        int bits = IsIpv4 ? prefixLength + BitsBeforeIpv4 : prefixLength;
        _mask = bits == 0 ? 0 : UInt128.MaxValue << (Bits - bits);
        First = VtepAddress.ToUInt128(address) & _mask;
    }

    /// <summary>Whether its addresses are IPv4.</summary>
    public bool IsIpv4 { get; }

    /// <summary>The lowest of its addresses.</summary>
    public UInt128 First { get; }

    /// <summary>One address.</summary>
    public static AddressRange Of(IPAddress address) =>
        new(address, address.AddressFamily == AddressFamily.InterNetwork ? Bits - BitsBeforeIpv4 : Bits);

    /// <summary>Whether it has the address, which must be of its family.</summary>
    public bool Contains(UInt128 address) => (address & _mask) == First;
}
