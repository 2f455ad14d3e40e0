namespace Falcon.Xsk;

/// <summary>Why <see cref="PacketSocket.Send"/> stopped before a message.</summary>
public enum PacketSendError : byte
{
    /// <summary>All messages left.</summary>
    None,

    /// <summary>The socket's send buffer is full (EAGAIN): the receivers have not taken what was sent. The message may be tried again.</summary>
    WouldBlock,

    /// <summary>The device or the kernel had no room (ENOBUFS, ENOMEM): the message is lost.</summary>
    NoBuffers,

    /// <summary>The device is down (ENETDOWN).</summary>
    DeviceDown,

    /// <summary>No device has that index any more (ENXIO, ENODEV).</summary>
    DeviceGone,

    /// <summary>Longer than the device's MTU and not to be segmented (EMSGSIZE).</summary>
    TooLong,

    /// <summary>The frame is shorter than its headers, or its <see cref="VirtioNetHeader"/> contradicts it (EINVAL).</summary>
    BadFrame,

    /// <summary>Another error of the kernel, see <see cref="PacketSocket.LastSendErrno"/>.</summary>
    Other,
}
