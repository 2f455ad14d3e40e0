namespace Falcon.Vxlan;

/// <summary>
/// Where the headers of a frame are. 12 bytes. Offsets are bytes from the start of the Ethernet frame and never exceed its length.
/// </summary>
public struct ParsedFrame
{
    /// <summary>The type of what is at <see cref="L3Offset"/>: the EtherType after the VLAN tags.</summary>
    public ushort EtherType;

    /// <summary>Where the network header begins: 14, 18 or 22.</summary>
    public byte L3Offset;

    /// <summary>Where the transport header begins; 0 when there is no known one.</summary>
    public byte L4Offset;

    /// <summary>Where the payload of the innermost parsed header begins.</summary>
    public byte PayloadOffset;

    /// <summary>The protocol after the IP header and its extension headers; 0 when it is not IP.</summary>
    public byte Protocol;

    /// <summary>What was found.</summary>
    public ParsedFlags Flags;

    /// <summary><see cref="L3Offset"/> plus the IP total length, without Ethernet padding. The frame's length when it is not IP.</summary>
    public int TotalLength;
}
