namespace Falcon.Engine.Frames;

/// <summary>What is known about a frame.</summary>
[Flags]
public enum FrameFlags : ushort
{
    /// <summary>Nothing.</summary>
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

    /// <summary>It is a fragment: no ports, never joined.</summary>
    Fragment = 1 << 5,
}
