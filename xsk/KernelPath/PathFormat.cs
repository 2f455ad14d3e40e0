using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>Writes what the engine says as the programs read it.</summary>
internal static class PathFormat
{
    private const byte AllButEcn = 0xfc;

    /// <exception cref="ArgumentException">The MAC address is none, or there are too many addresses.</exception>
    public static PathPort Write(PathSender sender)
    {
        _ = new PathAddress(sender.Vni, sender.Mac.Span); // six bytes
        var port = new PathPort { Overlay = sender.Overlay + 1, Vni = sender.Vni, Strict = (ushort)(sender.Addresses is null ? 0 : 1) };
        sender.Mac.Span.CopyTo(port.Mac);
        int ipv4 = 0, ipv6 = 0;
        foreach (IPAddress address in sender.Addresses ?? [])
        {
            bool isIpv4 = address.AddressFamily == AddressFamily.InterNetwork;
            if ((isIpv4 ? ipv4 : ipv6) == PathSender.MostAddresses)
                throw new ArgumentException($"{address} is one address too many: there is room for {PathSender.MostAddresses} of a family");
            Span<byte> place = isIpv4
                ? MemoryMarshal.AsBytes((Span<uint>)port.Ipv4).Slice(4 * ipv4++, 4)
                : MemoryMarshal.AsBytes((Span<uint>)port.Ipv6).Slice(16 * ipv6++, 16);
            address.TryWriteBytes(place, out _);
        }

        return port;
    }

    /// <exception cref="ArgumentException">The header has another length.</exception>
    public static PathVtep Write(PathRoute route)
    {
        if (route.Header.Length is not (PathRoute.Ipv4Length or PathRoute.Ipv6Length))
            throw new ArgumentException($"outer headers of {route.Header.Length} bytes");
        var vtep = new PathVtep
        {
            Uplink = route.Uplink,
            Length = (byte)route.Header.Length,
            Inherited = route.InheritsDscp ? AllButEcn : (byte)0,
            Checksum = (byte)(route.UdpChecksum ? 1 : 0),
            ZeroChecksum = (byte)(route.AcceptsZeroChecksum ? 1 : 0),
        };
        route.Header.Span.CopyTo(vtep.Header);
        return vtep;
    }

    /// <summary>Whether both say the same, apart from generations and what changes by itself.</summary>
    public static bool AreSame(PathPort a, PathPort b)
    {
        (a.Current, a.Generation, a.Paused, a.Left) = (b.Current, b.Generation, b.Paused, b.Left);
        return BytesOf(a).SequenceEqual(BytesOf(b));
    }

    /// <inheritdoc cref="AreSame(PathPort, PathPort)"/>
    public static bool AreSame(PathVtep a, PathVtep b)
    {
        (a.Current, a.Generation) = (b.Current, b.Generation);
        return BytesOf(a).SequenceEqual(BytesOf(b));
    }

    /// <inheritdoc cref="AreSame(PathPort, PathPort)"/>
    public static bool AreSame(PathEntry a, PathEntry b)
    {
        (a.Generation, a.Seen) = (b.Generation, b.Seen);
        return BytesOf(a).SequenceEqual(BytesOf(b));
    }

    /// <summary>Copies all but the generations and what is paused or left, which others may write at the same time.</summary>
    public static void Copy(in PathPort from, ref PathPort to)
    {
        (to.Overlay, to.Vni, to.Strict) = (from.Overlay, from.Vni, from.Strict);
        (to.Mac, to.Ipv4, to.Ipv6) = (from.Mac, from.Ipv4, from.Ipv6);
    }

    /// <inheritdoc cref="Copy(in PathPort, ref PathPort)"/>
    public static void Copy(in PathVtep from, ref PathVtep to)
    {
        (to.Uplink, to.Length, to.Inherited) = (from.Uplink, from.Length, from.Inherited);
        (to.Checksum, to.ZeroChecksum, to.Header) = (from.Checksum, from.ZeroChecksum, from.Header);
    }

    private static ReadOnlySpan<byte> BytesOf<T>(in T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
}
