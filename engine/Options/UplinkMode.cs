namespace Falcon.Engine.Options;

/// <summary>How an uplink's AF_XDP sockets are bound (Documentation/networking/af_xdp.rst).</summary>
public enum UplinkMode
{
    /// <summary>The fastest mode the device offers: zero-copy, then copy in driver mode, then copy in skb mode.</summary>
    Auto,

    /// <summary>Zero-copy only; the start fails if the driver lacks it.</summary>
    ZeroCopy,

    /// <summary>Copy mode behind the driver's XDP hook.</summary>
    Copy,

    /// <summary>Copy mode behind the generic XDP hook; works on every device.</summary>
    Skb,
}
