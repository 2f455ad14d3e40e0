namespace Falcon.Vxlan;

/// <summary>Why <see cref="FrameParser"/> refused a frame.</summary>
public enum ParseError : byte
{
    /// <summary>No error.</summary>
    None,

    /// <summary>The frame ends before a header does, or before the end that the IP length gives.</summary>
    Truncated,

    /// <summary>IP version, header length and total length contradict each other.</summary>
    BadIpHeader,

    /// <summary>The TCP, UDP or ICMP header does not fit its datagram, or has an impossible length.</summary>
    BadTransportHeader,
}
