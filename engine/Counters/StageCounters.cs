using System.Runtime.InteropServices;

namespace Falcon.Engine.Counters;

/// <summary>What one stage did on one worker; two cache lines of its own, against false sharing and adjacent-line prefetch.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public struct StageCounters
{
    /// <summary>Batches run.</summary>
    public long Batches;

    /// <summary>Frames in them.</summary>
    public long Frames;

    /// <summary>Nanoseconds of wall time spent.</summary>
    public long Nanoseconds;
}
