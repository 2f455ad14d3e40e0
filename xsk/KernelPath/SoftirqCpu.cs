using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>struct softirq_cpu of xsk/bpf/softirq_clock.h: what a CPU is at, and its sums. Two cache lines.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct SoftirqCpu
{
    public long Since;
    public long Entered;
    public int Payer;
    public int Worker;
    public int Row;
    private readonly int _zero;
    public long Total;
    public long OverWorker;
    public long BilledOverWorker;
}
