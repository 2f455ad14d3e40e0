namespace Falcon.Bench.Scenarios.Machine;

/// <summary>
/// CPU nanoseconds per delivered item, by who spent them. Their sum is what all CPUs were busy with, from their idle time, which the kernel
/// measures; who spent it is sampled once per tick.
/// </summary>
public sealed record CpuCost
{
    /// <summary>The generator's own threads, without the interrupts that they were interrupted by. Not part of the system's cost.</summary>
    public required double Generator { get; init; }

    /// <summary>Interrupts on the generator's CPU: the receiving end of the wire, and with the kernel's VXLAN all behind it.</summary>
    public required double WireSoftIrq { get; init; }

    /// <summary>Interrupts on the other CPUs.</summary>
    public required double OtherSoftIrq { get; init; }

    /// <summary>User code: application, daemon.</summary>
    public required double User { get; init; }

    /// <summary>System calls and kernel threads.</summary>
    public required double Kernel { get; init; }

    /// <summary>What carrying and receiving an item costs: everything but the generator.</summary>
    public double System => WireSoftIrq + OtherSoftIrq + User + Kernel;

    /// <summary>Splits a reading into costs per item.</summary>
    /// <param name="window">What the CPUs did.</param>
    /// <param name="items">Items delivered meanwhile.</param>
    /// <param name="waiting">
    /// Share of the time that a paced generator waited, by its own report; then that is all that counts as the generator's. A paced generator keeps
    /// step with the tick, so that the tick's samples find it at the same thing each time. Null for one that never waits, and without one.
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

        // Which part of the generator's time was user time is not worth a second counter: it sits in system calls.
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

    /// <summary>The middle of each part; null when there is none.</summary>
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
