using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>Counters of an AF_XDP socket since it was opened: struct xdp_statistics of linux/if_xdp.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct XskStatistics
{
    /// <summary>Frames dropped for other reasons than those below, such as a frame longer than a chunk.</summary>
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
}
