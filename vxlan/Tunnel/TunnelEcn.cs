namespace Falcon.Vxlan;

/// <summary>
/// Carries congestion notification through a tunnel (RFC 6040): routers of the underlay mark the outer IP header, and the inner packet's
/// receiver should see the mark. Stateless, any thread, no allocation.
/// </summary>
public static class TunnelEcn
{
    private const byte NotEct = 0, Ect1 = 1, Ect0 = 2, Ce = 3;

    /// <summary>
    /// The outer ECN field for an inner one: the same, except ECT(0) for CE. Congestion before the tunnel did not happen in the tunnel, and
    /// the inner header keeps it. RFC 6040 section 4.1 would copy CE; the kernel's VXLAN does it this way (RFC 3168 section 9.1.1).
    /// </summary>
    /// <param name="inner">The inner traffic class; 0 if it is not IP.</param>
    public static byte Outer(byte inner) => (inner & IpTrafficClass.EcnMask) == Ce ? Ect0 : (byte)(inner & IpTrafficClass.EcnMask);

    /// <summary>Whether <see cref="TryMerge"/> can change anything: not for Not-ECT and ECT(0).</summary>
    /// <param name="outer">The outer traffic class.</param>
    public static bool Matters(byte outer) => (outer & Ect1) != 0; // ECT(1) and CE have this bit

    /// <summary>Merges the outer mark into the inner packet (RFC 6040 section 4.2, figure 4). What is not IP counts as Not-ECT.</summary>
    /// <param name="inner">The inner Ethernet frame; changed where figure 4 says so.</param>
    /// <param name="p">The layout that <see cref="FrameParser"/> found in it.</param>
    /// <param name="outer">The outer traffic class.</param>
    /// <returns>False for CE over Not-ECT: the frame must be dropped, because its sender understands no other signal.</returns>
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
