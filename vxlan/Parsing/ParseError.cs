namespace Falcon.Vxlan;

/// <summary>Why <see cref="FrameParser"/> refused a frame.</summary>
public enum ParseError : byte
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The frame ends before a header does, or before its IP length says.</summary>
    Truncated,

    /// <summary>IP version, header length or total length contradict each other.</summary>
    BadIpHeader,

    /// <summary>The TCP, UDP or ICMP header does not fit its datagram, or claims an impossible length.</summary>
    BadTransportHeader,
}
