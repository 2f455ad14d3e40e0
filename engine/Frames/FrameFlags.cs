namespace Falcon.Engine.Frames;

/// <summary>What is known about a frame.</summary>
[Flags]
public enum FrameFlags : ushort
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>It came over the underlay; <see cref="Frame.Source"/> is a VTEP.</summary>
    FromVtep = 1 << 0,

    /// <summary>It leaves over the underlay; <see cref="Frame.Target"/> is a VTEP.</summary>
    ToVtep = 1 << 1,

    /// <summary>Its transport checksum holds only the pseudo-header's sum (VIRTIO_NET_HDR_F_NEEDS_CSUM).</summary>
    PartialChecksum = 1 << 2,

    /// <summary>It is an IPv4 packet.</summary>
    Ipv4 = 1 << 3,

    /// <summary>It is an IPv6 packet.</summary>
    Ipv6 = 1 << 4,

    /// <summary>It is a fragment: its ports are not read, and it is never joined.</summary>
    Fragment = 1 << 5,

    /// <summary>It continues the train of the frame before it: same overlay, source and target, always handled together.</summary>
    Joined = 1 << 6,

    /// <summary>Its headers are not written yet; they are in the first frame of its train.</summary>
    Headless = 1 << 7,

    /// <summary>It may not be joined with others: it has IP options, extension headers or padding.</summary>
    Alone = 1 << 8,

    /// <summary>It carried a VLAN tag, which the kernel took out of its bytes.</summary>
    Vlan = 1 << 9,

    /// <summary>Only the beginning of a frame that was longer than the room offered.</summary>
    TooLong = 1 << 10,

    /// <summary>Only the beginning of a large frame whose segments found no free frames.</summary>
    Lost = 1 << 11,
}
