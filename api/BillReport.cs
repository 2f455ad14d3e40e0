namespace Falcon.Api;

/// <summary>Who used how much CPU time of the workers and of softirqs between two moments. CPU time in seconds.</summary>
public sealed record BillReport
{
    /// <summary>
    /// The stages that can be billed, in the order of the pipeline, and <c>kernel</c>: the softirqs of frames. Handing over between workers
    /// is none: it is overhead.
    /// </summary>
    public static IReadOnlyList<string> StageNames { get; } =
        ["decapsulate", "collect", "bridge", "coalesce", "deliver", "encapsulate", "kernel"];

    /// <summary>The time between the two moments.</summary>
    public required double Seconds { get; init; }

    /// <summary>CPUs of this host.</summary>
    public required int HostCpus { get; init; }

    /// <summary>The containers, in the order in which they came; at the start that of the configuration.</summary>
    public required IReadOnlyList<ContainerBill> Containers { get; init; }

    /// <summary>The overlays, for what comes from the wire and has no single receiver.</summary>
    public IReadOnlyList<OverlayBill> Overlays { get; init; } = [];

    /// <summary>
    /// Containers and overlays that were removed so long ago, or so many others ago, that they are forgotten, by stage; stages without any
    /// are left out.
    /// </summary>
    public IReadOnlyList<CpuShare> Departed { get; init; } = [];

    /// <summary>What belongs to no container and no overlay, by stage; stages without any are left out.</summary>
    public required IReadOnlyList<CpuShare> Host { get; init; }

    /// <summary>What is no stage's work, by regime; regimes without any are left out.</summary>
    public required IReadOnlyList<CpuShare> Overhead { get; init; }

    /// <summary>All bills, regimes included.</summary>
    public required double BilledSeconds { get; init; }

    /// <summary>
    /// The worker threads' CPU time as the kernel counts it. The bills are the division of this and <see cref="SoftirqSeconds"/>: they
    /// differ by a few milliseconds at most.
    /// </summary>
    public required double ThreadCpuSeconds { get; init; }

    /// <summary>
    /// Softirqs outside of the worker threads' CPU time, measured apart from the bills; 0 without the kernel path.
    /// <see cref="BilledSeconds"/> is the division of both.
    /// </summary>
    public double SoftirqSeconds { get; init; }

    /// <summary>Time in which workers had work and others had their CPU; in no bill.</summary>
    public required double LostSeconds { get; init; }

    /// <summary>What the kernel did outside of threads on the workers' CPUs; an estimate, in no bill.</summary>
    public required IReadOnlyList<KernelTime> Kernel { get; init; }
}
