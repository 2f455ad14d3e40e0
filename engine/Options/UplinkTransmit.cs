namespace Falcon.Engine.Options;

/// <summary>How frames leave by an uplink.</summary>
public enum UplinkTransmit
{
    /// <summary>
    /// By packet socket in copy mode, from Linux 6.2 on; else by the AF_XDP socket. In skb mode the other end of a virtual wire may be in
    /// skb mode, too, where a message that no device has cut is lost.
    /// </summary>
    Auto,

    /// <summary>By the AF_XDP socket's transmit ring, frame by frame.</summary>
    Xsk,

    /// <summary>
    /// By a packet socket, frames of a flow as one message that kernel or device cuts (UDP segmentation offload). Their outer UDP checksum
    /// is not zero, and is left to the device where that makes checksums.
    /// </summary>
    Packet,
}
