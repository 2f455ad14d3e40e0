using Falcon.Xsk.Threads;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>
/// CPU nanoseconds per delivered item, by kind. Their sum comes from the CPUs' idle time, which the kernel measures. How it divides is
/// sampled once per tick.
/// </summary>
public sealed record CpuCost
{
    /// <summary>The generator's own threads without interrupts. Not part of the system's cost.</summary>
    public required double Generator { get; init; }

    /// <summary>
    /// Interrupts on the generator's CPU: the receiving end of the wire, and with the kernel's VXLAN everything after it.
    /// </summary>
    public required double WireSoftIrq { get; init; }

    /// <summary>Interrupts on the other CPUs.</summary>
    public required double OtherSoftIrq { get; init; }

    /// <summary>User code: application, daemon.</summary>
    public required double User { get; init; }

    /// <summary>System calls and kernel threads.</summary>
    public required double Kernel { get; init; }

    /// <summary>The cost of carrying and receiving an item: everything except the generator.</summary>
    public double System => WireSoftIrq + OtherSoftIrq + User + Kernel;

    /// <summary>Splits a reading into costs per item.</summary>
    /// <param name="window">What the CPUs did.</param>
    /// <param name="items">Items delivered meanwhile.</param>
    /// <param name="waiting">
    /// Share of the time that a paced generator waited, from its own report; then only that counts as the generator's. A paced generator
    /// keeps step with the tick, so the tick's samples always find it at the same point. Null for a generator that never waits, and without
    /// one.
    /// </param>
    public static CpuCost Of(CpuWindow window, double items, double? waiting = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        double PerItem(double seconds) => seconds * 1e9 / items;

        CpuTimes wire = window.GeneratorCpu is { } cpu && window.Times.Cpus.TryGetValue(cpu, out CpuTimes found) ? found : default;
        CpuTimes all = window.Times.Sum;
        long inThreads = Math.Min(window.GeneratorTicks, wire.InThreads);
        long wireInterrupts = wire.Irq + wire.SoftIrq;
        long otherInterrupts = all.Irq + all.SoftIrq - wireInterrupts;

        // The generator's user time is not split off: nearly all its time is in system calls.
        long user = all.User + all.Nice - Math.Max(0, inThreads - wire.System);

        double generator = waiting is { } share ? share * window.Seconds : CpuTimes.Seconds(inThreads);
        double system = Math.Max(0, window.BusySeconds - generator);
        double OfSystem(long ticks) => PerItem(system * ticks / Math.Max(1, all.Busy - inThreads));
        return new CpuCost
        {
            Generator = PerItem(generator),
            WireSoftIrq = OfSystem(wireInterrupts),
            OtherSoftIrq = OfSystem(otherInterrupts),
            User = OfSystem(user),
            Kernel = PerItem(system) - OfSystem(wireInterrupts + otherInterrupts + user),
        };
    }

    /// <summary>The median of each part; null when there is none.</summary>
    public static CpuCost? MedianOf(IReadOnlyList<CpuCost> costs)
    {
        if (costs.Count == 0)
            return null;
        double Median(Func<CpuCost, double> part) => Statistics.Summary.Of(costs.Select(part)).Median;
        return new CpuCost
        {
            Generator = Median(c => c.Generator),
            WireSoftIrq = Median(c => c.WireSoftIrq),
            OtherSoftIrq = Median(c => c.OtherSoftIrq),
            User = Median(c => c.User),
            Kernel = Median(c => c.Kernel),
        };
    }
}
