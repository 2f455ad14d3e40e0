using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>struct throttle of xsk/bpf/uplink.bpf.c: one cache line, shared with the kernel.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ThrottleEntry
{
    public PerReason Until;
    public PerReason Frames;
    public PerReason Bytes;

    [InlineArray(ReasonCount)]
    public struct PerReason
    {
        public const int ReasonCount = 2; // THROTTLE_REASONS
        private long _first;
    }
}
