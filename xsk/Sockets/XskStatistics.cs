using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>Counters of an AF_XDP socket since it was opened: struct xdp_statistics of linux/if_xdp.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct XskStatistics
{
    /// <summary>Frames dropped for other reasons than a full receive ring, such as a frame longer than a chunk. Where the kernel copies, those that found the fill ring empty, too.</summary>
    public ulong RxDropped { get; init; }

    /// <summary>Entries of the fill ring that name no chunk.</summary>
    public ulong RxInvalidDescs { get; init; }

    /// <summary>Entries of the transmit ring that are not inside a chunk.</summary>
    public ulong TxInvalidDescs { get; init; }

    /// <summary>Frames dropped because the receive ring was full.</summary>
    public ulong RxRingFull { get; init; }

    /// <summary>How often the kernel found the fill ring empty.</summary>
    public ulong FillRingEmpty { get; init; }

    /// <summary>How often the kernel found the transmit ring empty.</summary>
    public ulong TxRingEmpty { get; init; }

    /// <summary>
    /// Of <see cref="RxDropped"/> those that no other counter here tells. Where the kernel copies, a frame that finds the fill ring empty is dropped then and there and
    /// counts in both; in zero-copy the driver asks ahead, and what it then drops is its own to count. (Linux, net/xdp/xsk.c and xsk_buff_pool.c.)
    /// </summary>
    /// <param name="mode">How the socket is bound.</param>
    public ulong RxDroppedOtherwise(XskBindMode mode) =>
        mode == XskBindMode.ZeroCopy ? RxDropped : RxDropped - Math.Min(RxDropped, FillRingEmpty);
}
