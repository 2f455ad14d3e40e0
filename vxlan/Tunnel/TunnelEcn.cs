namespace Falcon.Vxlan;

/// <summary>
/// Carries congestion notification through a tunnel: routers of the underlay mark the outer IP header, and the inner packet's sender is to
/// hear of it (RFC 6040). Stateless, any thread, no allocation.
/// </summary>
public static class TunnelEcn
{
    private const byte NotEct = 0, Ect1 = 1, Ect0 = 2, Ce = 3;

    /// <summary>
    /// The outer ECN field for an inner one: the same, but ECT(0) for CE. The congestion before the tunnel is not the tunnel's; the inner
    /// header keeps it either way. RFC 6040 section 4.1 would copy CE, too; this is what the kernel's VXLAN does (RFC 3168 section 9.1.1).
    /// </summary>
    /// <param name="inner">The inner traffic class; 0 for what is not IP.</param>
    public static byte Outer(byte inner) => (inner & IpTrafficClass.EcnMask) == Ce ? Ect0 : (byte)(inner & IpTrafficClass.EcnMask);

    /// <summary>Whether <see cref="TryMerge"/> has anything to do: not for Not-ECT and ECT(0).</summary>
    /// <param name="outer">The outer traffic class.</param>
    public static bool Matters(byte outer) => (outer & Ect1) != 0; // ECT(1) and CE have this bit

    /// <summary>Brings the outer mark into the inner packet (RFC 6040 section 4.2, figure 4). What is not IP counts as Not-ECT.</summary>
    /// <param name="inner">The inner Ethernet frame; changed where the figure says so.</param>
    /// <param name="p">What <see cref="FrameParser"/> said of it.</param>
    /// <param name="outer">The outer traffic class.</param>
    /// <returns>False for CE over Not-ECT: the frame must be dropped, as its sender understands no other signal.</returns>
    public static bool TryMerge(Span<byte> inner, in ParsedFrame p, byte outer)
    {
        if (!Matters(outer)) return true;
        bool congested = (outer & IpTrafficClass.EcnMask) == Ce;
        if ((p.Flags & (ParsedFlags.Ipv4 | ParsedFlags.Ipv6)) == 0) return !congested;

        Span<byte> packet = inner[p.L3Offset..];
        byte before = IpTrafficClass.Read(packet);
        int ecn = before & IpTrafficClass.EcnMask;
        if (ecn == NotEct) return !congested;
        int after = congested ? Ce : ecn == Ect0 ? Ect1 : ecn;
        if (after != ecn) IpTrafficClass.Write(packet, (byte)(before & ~IpTrafficClass.EcnMask | after));
        return true;
    }
}
