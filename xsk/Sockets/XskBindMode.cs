namespace Falcon.Xsk.Sockets;

/// <summary>How an AF_XDP socket gets its frames, best first.</summary>
public enum XskBindMode
{
    /// <summary>The device writes into the UMEM. XDP program at the driver's hook.</summary>
    ZeroCopy,

    /// <summary>The kernel copies. XDP program at the driver's hook, before a socket buffer is made.</summary>
    Copy,

    /// <summary>The kernel copies. XDP program at the generic hook, from socket buffers. Works on every device.</summary>
    Skb,
}
