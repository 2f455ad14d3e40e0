namespace Falcon.Vxlan;

/// <summary>Walks IPv6 extension headers (RFC 8200 section 4): hop-by-hop, destination options, routing and fragment.</summary>
internal ref struct Ipv6Extensions
{
    // RFC 8200 section 4.1 recommends at most one of each, two of destination options; more is an attack or an experiment.
    private const int MaxHeaders = 8;
    private const int Unit = 8;

    /// <summary>The header at <see cref="Offset"/>.</summary>
    internal byte NextHeader;

    /// <summary>Where the walk stands, from the start of the frame.</summary>
    internal int Offset;

    /// <summary>Whether the datagram is a fragment and not a whole one.</summary>
    internal bool Fragment;

    /// <summary>Whether it is a fragment other than the first: no header of an upper layer follows.</summary>
    internal bool LaterFragment;

    internal Ipv6Extensions(byte nextHeader, int offset)
    {
        NextHeader = nextHeader;
        Offset = offset;
    }

    /// <summary>
    /// Goes on to the first header that is no extension. Stops before one that it may not step over, too: the ninth, and a routing
    /// header with segments left, for the datagram's real destination is not in the fixed header then.
    /// </summary>
    /// <param name="head">The frame, or its beginning.</param>
    /// <param name="end">Where the datagram ends, at most the length of <paramref name="head"/>.</param>
    /// <returns>False when a header runs over the end.</returns>
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
