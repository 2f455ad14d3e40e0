using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;

namespace Falcon.Xsk.KernelPath;

/// <summary>
/// The time of softirqs in nanoseconds, by payer: the host, and each port. The counters only grow, and are read without
/// system calls; a softirq that is running is not in them yet. Any thread. Source: xsk/bpf/softirq_clock.h.
/// </summary>
public sealed class SoftirqTimes : IDisposable
{
    /// <summary>The payer of what belongs to no port.</summary>
    public const int Host = 0;

    private const int FirstPort = Host + 1;

    private readonly int _payers;
    private readonly BpfMap _cpuMap;
    private readonly BpfMap _timeMap;
    private readonly MappedArray<SoftirqCpu> _cpus;
    private readonly MappedArray<long> _times;

    private SoftirqTimes(int payers, BpfMap cpus, BpfMap times)
    {
        _payers = payers;
        (_cpuMap, _timeMap) = (cpus, times);
        _cpus = new MappedArray<SoftirqCpu>(cpus, writable: true);
        _times = new MappedArray<long>(times, writable: false);
        for (int cpu = 0; cpu < cpus.MaxEntries; cpu++) _cpus.Entries[cpu].Row = cpu * payers;
    }

    /// <summary>The time of all softirqs that have ended, measured apart from the payers' times.</summary>
    public long Total => Sum((in SoftirqCpu cpu) => Volatile.Read(in cpu.Total));

    /// <summary>The part of <see cref="Total"/> that interrupted a worker, and is in that thread's CPU time as well.</summary>
    public long OverWorkers => Sum((in SoftirqCpu cpu) => Volatile.Read(in cpu.OverWorker));

    /// <summary>The part of <see cref="OverWorkers"/> that has a payer. The rest stays with the workers.</summary>
    public long BilledOverWorkers => Sum((in SoftirqCpu cpu) => Volatile.Read(in cpu.BilledOverWorker));

    /// <summary>The sum of all payers' times.</summary>
    public long Billed => Total - OverWorkers + BilledOverWorkers;

    internal static unsafe SoftirqTimes Create(int ports)
    {
        int cpus = LibBpf.PossibleCpus(), payers = FirstPort + ports;
        return new SoftirqTimes(
            payers,
            BpfMap.Create("softirq_cpus", BpfMapKind.MappedArray, sizeof(int), sizeof(SoftirqCpu), cpus),
            BpfMap.Create("softirq_times", BpfMapKind.MappedArray, sizeof(int), sizeof(long), cpus * payers));
    }

    /// <summary>The payer of a port, by its index.</summary>
    public static int OfPort(int port) => FirstPort + port;

    /// <summary>The time of a payer: the <see cref="Host"/> or <see cref="OfPort"/>.</summary>
    public long Of(int payer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(payer, _payers);
        ReadOnlySpan<long> times = _times.Entries;
        long sum = 0;
        for (int cell = payer; cell < times.Length; cell += _payers) sum += Volatile.Read(in times[cell]);
        return sum;
    }

    /// <summary>
    /// The time that has a payer and interrupted the worker of a CPU. On that worker's thread it is exact: each softirq has either ended or
    /// not begun.
    /// </summary>
    public long BilledOverWorker(int cpu) => Volatile.Read(in _cpus.Entries[cpu].BilledOverWorker);

    /// <summary>Unmaps the counters. No thread may be reading them.</summary>
    public void Dispose()
    {
        _cpus.Dispose();
        _times.Dispose();
        _cpuMap.Dispose();
        _timeMap.Dispose();
    }

    internal void ShareWith(BpfObject bpf)
    {
        bpf.Share(_cpuMap);
        bpf.Share(_timeMap);
    }

    private delegate long Field(in SoftirqCpu cpu);

    private long Sum(Field field)
    {
        long sum = 0;
        foreach (ref readonly SoftirqCpu cpu in _cpus.Entries) sum += field(in cpu);
        return sum;
    }
}
