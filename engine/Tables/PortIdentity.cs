using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>
/// What a strict port's container may claim to be: MAC addresses, IP addresses, roles. Immutable; the control thread replaces the whole
/// object. Any thread.
/// </summary>
public sealed class PortIdentity
{
    private const uint FirstIpv4Group = 0xE000_0000;

    private readonly MacAddress _mac;
    private readonly MacAddress[] _otherMacs;
    private readonly uint _ipv4;
    private readonly AddressRange[] _ipv4Ranges;
    private readonly AddressRange[] _ipv6Ranges;
    private readonly PortLinkLocals _linkLocals;

    /// <summary>Makes the identity from a port's options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="linkLocals">The link-local addresses that the port claims.</param>
    internal PortIdentity(PortOptions options, PortLinkLocals linkLocals)
    {
        _mac = options.Mac;
        _otherMacs = [.. options.AllowedAddresses.Select(allowed => allowed.Mac).OfType<MacAddress>()];
        ILookup<bool, AddressRange> ranges = options.Addresses.Select(own => AddressRange.Of(own.Address))
            .Concat(options.AllowedAddresses.Select(allowed => new AddressRange(allowed.Address, allowed.PrefixLength)))
            .ToLookup(range => range.IsIpv4);
        _ipv4Ranges = [.. ranges[true]];
        _ipv6Ranges = [.. ranges[false]];
        _ipv4 = _ipv4Ranges.Length > 0 ? (uint)_ipv4Ranges[0].First : 0;
        _linkLocals = linkLocals;
        IsRouter = (options.Allow & PortRoles.Router) != 0;
        IsDhcpServer = (options.Allow & PortRoles.DhcpServer) != 0;
    }

    /// <summary>Whether the container may send router advertisements and redirects, and forward packets of others.</summary>
    public bool IsRouter { get; }

    /// <summary>Whether the container may answer DHCP clients.</summary>
    public bool IsDhcpServer { get; }

    /// <summary>Whether a MAC address is the container's.</summary>
    public bool Owns(MacAddress mac) => mac == _mac || Array.IndexOf(_otherMacs, mac) >= 0;

    /// <summary>
    /// Whether an IPv4 address, its first byte on the wire the most significant, is the container's. Groups and 0.0.0.0 are not.
    /// </summary>
    public bool Owns(uint address) =>
        address is not 0 and < FirstIpv4Group && (address == _ipv4 || IsIn(_ipv4Ranges, VtepAddress.FromIpv4(address)));

    /// <summary>
    /// Whether an IPv6 address is the container's. A link-local address is the container's if it is made from one of its MAC addresses, or
    /// if it is not made from a MAC address and no other port of the overlay uses it. Groups and the unspecified address are not.
    /// </summary>
    /// <param name="address">The address; the first byte on the wire is the most significant.</param>
    /// <param name="nowSeconds">The monotonic time in seconds.</param>
    public bool Owns(UInt128 address, uint nowSeconds)
    {
        if (address == 0 || (byte)(address >> 120) == 0xFF) return false;
        return IsIn(_ipv6Ranges, address) || (LinkLocalAddress.IsLinkLocal(address) && OwnsLinkLocal((ulong)address, nowSeconds));
    }

    private static bool IsIn(AddressRange[] ranges, UInt128 address)
    {
        foreach (ref readonly AddressRange range in ranges.AsSpan())
            if (range.Contains(address)) return true;
        return false;
    }

    private bool OwnsLinkLocal(ulong identifier, uint nowSeconds)
    {
        if (!LinkLocalAddress.IsFromMac(identifier)) return identifier != 0 && _linkLocals.Owns(identifier, nowSeconds);
        if (identifier == LinkLocalAddress.IdentifierOf(_mac)) return true;
        foreach (MacAddress mac in _otherMacs)
            if (identifier == LinkLocalAddress.IdentifierOf(mac)) return true;
        return false;
    }
}
