using System.Runtime.InteropServices;

namespace Falcon.Xsk.Sockets;

/// <summary>Counters of an AF_XDP socket since it was opened: struct xdp_statistics of linux/if_xdp.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct XskStatistics
{
    /// <summary>
    /// Frames dropped for reasons other than a full receive ring, such as a frame longer than a chunk. In the modes that copy also frames
    /// that found the fill ring empty.
    /// </summary>
    public ulong RxDropped { get; init; }

    /// <summary>Entries of the fill ring that are not in a chunk.</summary>
    public ulong RxInvalidDescs { get; init; }

    /// <summary>Entries of the transmit ring that are not in a chunk.</summary>
    public ulong TxInvalidDescs { get; init; }

    /// <summary>Frames dropped because the receive ring was full.</summary>
    public ulong RxRingFull { get; init; }

    /// <summary>How often the kernel found the fill ring empty.</summary>
    public ulong FillRingEmpty { get; init; }

    /// <summary>How often the kernel found the transmit ring empty.</summary>
    public ulong TxRingEmpty { get; init; }

    /// <summary>
    /// The frames of <see cref="RxDropped"/> that no other counter includes. In the modes that copy, a frame that finds the fill ring empty
    /// is dropped and counts in both. In zero-copy mode the driver asks for chunks in advance and counts its own drops. Source:
    /// net/xdp/xsk.c and xsk_buff_pool.c of Linux.
    /// </summary>
    /// <param name="mode">The mode of the socket.</param>
    public ulong RxDroppedOtherwise(XskBindMode mode) =>
        mode == XskBindMode.ZeroCopy ? RxDropped : RxDropped - Math.Min(RxDropped, FillRingEmpty);
}
