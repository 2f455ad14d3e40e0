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
}
