namespace Falcon.Engine.Options;

/// <summary>How frames are sent on an uplink.</summary>
public enum UplinkTransmit
{
    /// <summary>
    /// By packet socket in copy mode from Linux 6.2 on; otherwise by the AF_XDP socket. It does not use packet sockets in skb mode: the
    /// other end of a virtual wire may be in skb mode too, and would lose messages that no device has segmented.
    /// </summary>
    Auto,

    /// <summary>By the AF_XDP socket's transmit ring, frame by frame.</summary>
    Xsk,

    /// <summary>
    /// By a packet socket: frames of a flow leave as one message that the kernel or the device segments (UDP segmentation offload). The
    /// outer UDP checksum is not zero; it is left to devices that compute checksums.
    /// </summary>
    Packet,
}
