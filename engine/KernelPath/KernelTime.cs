using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Events;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Native;

namespace Falcon.Engine.KernelPath;

/// <summary>Measures what the kernel spends for the containers' frames. Without it the kernel path carries them and nobody pays.</summary>
internal sealed class KernelTime : IDisposable
{
    private readonly SoftirqClock _clock;

    private KernelTime(SoftirqClock clock)
    {
        _clock = clock;
        Bills = new KernelBills(clock.Times.Of, () => clock.Times.BilledOverWorkers);
    }

    /// <summary>What was billed.</summary>
    public KernelBills Bills { get; }

    /// <summary>Nanoseconds of softirqs that were no worker's, measured apart from the bills.</summary>
    public long BesideWorkers => _clock.Times.Total - _clock.Times.OverWorkers;

    /// <summary>Starts to measure. Returns null and reports an event when this kernel cannot.</summary>
    public static KernelTime? Start(KernelPathParts path, ChannelWriter<DataplaneEvent> events)
    {
        try
        {
            return new KernelTime(SoftirqClock.Start(path.Tables.Times));
        }
        catch (XskException fault)
        {
            events.TryWrite(new DataplaneEvent(DataplaneEventKind.KernelTimeMissing, "kernel-path", fault.Message));
            return null;
        }
    }

    /// <summary>Call on a worker's thread when it is bound to its CPU.</summary>
    public void EnterWorker() => _clock.EnterWorker();

    /// <summary>Nanoseconds of softirqs with payers that interrupted a CPU's worker. On that worker's thread only.</summary>
    public long OverWorker(int cpu) => _clock.Times.BilledOverWorker(cpu);

    /// <summary>Ends the measurement.</summary>
    public void Dispose() => _clock.Dispose();
}
