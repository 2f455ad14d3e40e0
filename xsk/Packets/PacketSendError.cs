namespace Falcon.Xsk.Packets;

/// <summary>Why <see cref="PacketSocket.Send"/> stopped before a message.</summary>
public enum PacketSendError : byte
{
    /// <summary>All messages were sent.</summary>
    None,

    /// <summary>
    /// The socket's send buffer is full (EAGAIN): receivers have not taken earlier messages. The message may be tried again.
    /// </summary>
    WouldBlock,

    /// <summary>The device or the kernel had no room (ENOBUFS, ENOMEM): the message is lost.</summary>
    NoBuffers,

    /// <summary>The device is down (ENETDOWN).</summary>
    DeviceDown,

    /// <summary>There is no device of that index any more (ENXIO, ENODEV).</summary>
    DeviceGone,

    /// <summary>Longer than the device's MTU without segmentation (EMSGSIZE).</summary>
    TooLong,

    /// <summary>The frame is shorter than its headers, or its <see cref="VirtioNetHeader"/> contradicts it (EINVAL).</summary>
    BadFrame,

    /// <summary>Another error; see <see cref="PacketSocket.LastSendErrno"/>.</summary>
    Other,
}
