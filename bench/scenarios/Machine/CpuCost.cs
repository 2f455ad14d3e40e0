namespace Falcon.Bench.Scenarios.Machine;

/// <summary>CPU nanoseconds per delivered item, by who spent them. Their sum is what all CPUs were busy with.</summary>
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
    /// <param name="times">What the CPUs did.</param>
    /// <param name="generatorTicks">User and system time of the generator's process; the kernel counts into it the interrupts it suffered.</param>
    /// <param name="generatorCpu">The CPU that the generator is pinned to; null without one.</param>
    /// <param name="items">Items delivered meanwhile.</param>
    public static CpuCost Of(ProcStat times, long generatorTicks, int? generatorCpu, double items)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        double PerItem(double ticks) => ticks / CpuTimes.TicksPerSecond * 1e9 / items;

        CpuTimes wire = generatorCpu is { } cpu && times.Cpus.TryGetValue(cpu, out CpuTimes found) ? found : default;
        long generator = Math.Min(generatorTicks, wire.InThreads);
        CpuTimes all = times.Sum;
        long wireInterrupts = wire.Irq + wire.SoftIrq;
        long user = all.User + all.Nice;

        // Which part of the generator's time was user time is not worth a second counter: it sits in system calls.
        double generatorUser = Math.Max(0, generator - wire.System);
        return new CpuCost
        {
            Generator = PerItem(generator),
            WireSoftIrq = PerItem(wireInterrupts),
            OtherSoftIrq = PerItem(all.Irq + all.SoftIrq - wireInterrupts),
            User = PerItem(user - generatorUser),
            Kernel = PerItem(all.System - (generator - generatorUser)),
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
