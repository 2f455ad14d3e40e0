namespace Falcon.Engine.Stages;

/// <summary>Why <see cref="StageId.Encapsulate"/> or the uplink behind it drops a frame.</summary>
public enum EncapsulateDrop : byte
{
    /// <summary>The next hop towards the VTEP is not resolved.</summary>
    NoNextHop,

    /// <summary>The packet is larger than the overlay's MTU.</summary>
    AboveMtu,

    /// <summary>There is no room for the outer headers in front of the frame.</summary>
    NoHeadroom,

    /// <summary>A partial checksum points outside the frame.</summary>
    BadPartialChecksum,

    /// <summary>The uplink's transmit ring is full.</summary>
    RingFull,

    /// <summary>The packet is larger than the path to the VTEP carries, and may not be fragmented on it.</summary>
    AbovePathMtu,
}
