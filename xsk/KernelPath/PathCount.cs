using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>struct path_count of xsk/bpf/kernel_path_tables.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PathCount
{
    public const int Reasons = (int)KernelPath.NotMine.Order + 1; // REASONS

    public long SentFrames;
    public long SentBytes;
    public long ReceivedFrames;
    public long ReceivedBytes;
    public long SentDatagrams;
    public long ReceivedDatagrams;
    public ReasonCounts NotMine;
    public long Overdue;

    [InlineArray(Reasons)]
    public struct ReasonCounts
    {
        private long _first;
    }
}
