namespace Falcon.Api;

/// <summary>
/// What a CPU did outside of all threads, from /proc/stat (proc_stat(5)): an estimate, for the kernel mostly counts ticks, and of
/// everything on that CPU.
/// Work of softirqs that ran on top of a worker's own system calls is in both this and the worker's CPU time.
/// </summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="SoftirqSeconds">Softirqs: NAPI of the uplink and of the veths among them.</param>
/// <param name="IrqSeconds">Interrupts.</param>
/// <param name="StealSeconds">Time that the hypervisor gave to others.</param>
public sealed record KernelTime(int Cpu, double SoftirqSeconds, double IrqSeconds, double StealSeconds)
{
    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public static KernelTime operator -(KernelTime now, KernelTime earlier) => new(
        now.Cpu, now.SoftirqSeconds - earlier.SoftirqSeconds, now.IrqSeconds - earlier.IrqSeconds, now.StealSeconds - earlier.StealSeconds);
}
