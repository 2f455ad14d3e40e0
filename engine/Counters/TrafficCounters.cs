using System.Runtime.InteropServices;

namespace Falcon.Engine.Counters;

/// <summary>Frames and bytes in both directions. It fills a cache line, because another worker's counters may lie beside it.</summary>
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

    /// <summary>Frames counted as sent that the kernel took and then refused or dropped.</summary>
    public long TxLost;

    /// <summary>The difference to an <paramref name="earlier"/> reading.</summary>
    public static TrafficCounters operator -(in TrafficCounters now, in TrafficCounters earlier) => new()
    {
        RxFrames = now.RxFrames - earlier.RxFrames,
        RxBytes = now.RxBytes - earlier.RxBytes,
        TxFrames = now.TxFrames - earlier.TxFrames,
        TxBytes = now.TxBytes - earlier.TxBytes,
        TxLost = now.TxLost - earlier.TxLost,
    };
}
