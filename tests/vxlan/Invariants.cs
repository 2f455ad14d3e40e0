namespace Falcon.Vxlan.Tests;

/// <summary>
/// What holds for every result of the parsers, whatever the bytes. Plain comparisons, because they run millions of times.
/// </summary>
internal static class Invariants
{
    internal static void Check(ParseError error, in ParsedFrame p, int frameLength)
    {
        if (error != ParseError.None)
        {
            Require(
                (p.EtherType | p.L3Offset | p.L4Offset | p.PayloadOffset | p.Protocol | (int)p.Flags | p.TotalLength) == 0,
                "an error leaves the result zero");
            return;
        }
        bool ip = (p.Flags & (ParsedFlags.Ipv4 | ParsedFlags.Ipv6)) != 0;
        ParsedFlags transports = p.Flags & (ParsedFlags.Tcp | ParsedFlags.Udp | ParsedFlags.Icmp);
        Require(p.L3Offset is 14 or 18 or 22 && p.L3Offset <= frameLength, "L3 lies in the frame");
        Require(p.TotalLength <= frameLength && p.TotalLength >= p.L3Offset, "the datagram lies in the frame");
        Require(p.PayloadOffset >= p.L3Offset && p.PayloadOffset <= p.TotalLength, "the payload lies in the datagram");
        Require(p.L4Offset == 0 || (ip && p.L4Offset >= p.L3Offset + 20 && p.L4Offset < p.TotalLength), "L4 lies behind L3");
        Require(transports == 0 || p.L4Offset != 0, "a transport has an offset");
        Require(transports == 0 || (p.Flags & ParsedFlags.Fragment) == 0, "a fragment has no transport");
        Require(transports == 0 || p.PayloadOffset >= p.L4Offset + 8, "the payload lies behind its header");
        Require((p.Flags & ParsedFlags.Tcp) == 0 || p.PayloadOffset >= p.L4Offset + 20, "the payload lies behind TCP");
    }

    internal static void Check(DecapsulateError error, in DecapsulatedFrame d, int frameLength)
    {
        if (error != DecapsulateError.None)
        {
            Require(
                d.InnerOffset == 0 && d.InnerLength == 0 && d.Vni == 0 && d.Source == 0 && d.Destination == 0,
                "an error leaves the result zero");
            return;
        }
        Require(
            d.InnerOffset >= 50 && d.InnerLength >= 14 && d.InnerOffset <= frameLength - d.InnerLength,
            "the inner frame lies in the outer");
        Require(d.Vni <= VxlanHeader.MaxVni, "a VNI has 24 bits");
    }

    internal static void Require(bool condition, string what)
    {
        if (!condition) Assert.Fail(what);
    }
}
