using System.Runtime.InteropServices;

namespace Falcon.Engine.Counters;

/// <summary>The work of one stage on one worker. It fills two cache lines, against false sharing and adjacent-line prefetch.</summary>
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
