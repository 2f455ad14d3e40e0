using System.Runtime.InteropServices;

namespace Falcon.Engine.Counters;

/// <summary>Frames and bytes in both directions; a cache line of its own, since another worker's lies beside it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct TrafficCounters
{
    /// <summary>Frames in.</summary>
    public long RxFrames;

    /// <summary>Bytes in.</summary>
    public long RxBytes;

    /// <summary>Frames out.</summary>
    public long TxFrames;

    /// <summary>Bytes out.</summary>
    public long TxBytes;

    /// <summary>Frames among those out that the kernel took and then refused or dropped.</summary>
    public long TxLost;

    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public static TrafficCounters operator -(in TrafficCounters now, in TrafficCounters earlier) => new()
    {
        RxFrames = now.RxFrames - earlier.RxFrames,
        RxBytes = now.RxBytes - earlier.RxBytes,
        TxFrames = now.TxFrames - earlier.TxFrames,
        TxBytes = now.TxBytes - earlier.TxBytes,
        TxLost = now.TxLost - earlier.TxLost,
    };
}
