namespace Falcon.Vxlan;

/// <summary>
/// Where the headers of a frame lie. 12 bytes. Offsets are bytes from the start of the Ethernet frame and never exceed its length.
/// </summary>
public struct ParsedFrame
{
    /// <summary>What lies at <see cref="L3Offset"/>: the EtherType behind the VLAN tags.</summary>
    public ushort EtherType;

    /// <summary>Where the network header begins: 14, 18 or 22.</summary>
    public byte L3Offset;

    /// <summary>Where the transport header begins; 0 when there is none that we know.</summary>
    public byte L4Offset;

    /// <summary>Where the payload of the innermost header that was parsed begins.</summary>
    public byte PayloadOffset;

    /// <summary>The protocol behind the IP header and its extension headers; 0 when it is not IP.</summary>
    public byte Protocol;

    /// <summary>What was found.</summary>
    public ParsedFlags Flags;

    /// <summary><see cref="L3Offset"/> plus the IP total length, so without Ethernet padding; the frame's length when it is not IP.</summary>
    public int TotalLength;
}
