namespace Falcon.Vxlan;

/// <summary>Walks IPv6 extension headers (RFC 8200 section 4): hop-by-hop, destination options, routing and fragment.</summary>
internal ref struct Ipv6Extensions
{
    // RFC 8200 section 4.1 recommends at most one of each, and two of destination options. More is an attack or an experiment.
    private const int MaxHeaders = 8;
    private const int Unit = 8;

    /// <summary>The header at <see cref="Offset"/>.</summary>
    internal byte NextHeader;

    /// <summary>The current position, from the start of the frame.</summary>
    internal int Offset;

    /// <summary>Whether the datagram is a fragment.</summary>
    internal bool Fragment;

    /// <summary>Whether it is a fragment other than the first: no upper-layer header follows.</summary>
    internal bool LaterFragment;

    internal Ipv6Extensions(byte nextHeader, int offset)
    {
        NextHeader = nextHeader;
        Offset = offset;
    }

    /// <summary>
    /// Goes on to the first header that is not an extension. It also stops before the ninth extension, and before a routing header with
    /// segments left: then the fixed header does not contain the datagram's final destination.
    /// </summary>
    /// <param name="head">The frame, or its beginning.</param>
    /// <param name="end">Where the datagram ends, at most the length of <paramref name="head"/>.</param>
    /// <returns>False when a header exceeds the end.</returns>
    internal bool TryWalk(ReadOnlySpan<byte> head, int end)
    {
        for (int n = 0; n < MaxHeaders && IpProtocols.IsIpv6Extension(NextHeader) && !LaterFragment; n++)
        {
            if (end - Offset < Unit) return false;
            ReadOnlySpan<byte> header = head.Slice(Offset, Unit);
            if (NextHeader == IpProtocols.Routing && header[3] != 0) return true;
            int length = NextHeader == IpProtocols.Fragment ? Unit : (header[1] + 1) * Unit;
            if (end - Offset < length) return false;
            if (NextHeader == IpProtocols.Fragment) ReadFragment(header);
            NextHeader = header[0];
            Offset += length;
        }
        return true;
    }

    private void ReadFragment(ReadOnlySpan<byte> header)
    {
        int offsetAndFlags = header[2] << 8 | header[3];
        LaterFragment = offsetAndFlags >> 3 != 0;
        Fragment = LaterFragment || (offsetAndFlags & 1) != 0;
    }
}
