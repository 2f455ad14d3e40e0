using System.Text;
using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;
using Microsoft.Win32.SafeHandles;

namespace Falcon.Xsk.KernelPath;

/// <summary>
/// Measures the softirqs on all CPUs of the machine, by programs at two tracepoints, and divides them among the payers that the
/// kernel path's programs name. It ends when this object is disposed or the process ends. Source: xsk/bpf/softirq.bpf.c; kernel/softirq.c.
/// </summary>
public sealed unsafe class SoftirqClock : IDisposable
{
    private readonly BpfObject _bpf;
    private readonly List<SafeFileHandle> _links = [];
    private readonly BpfProgram _workerHere;

    private SoftirqClock(SoftirqTimes times, BpfObject bpf)
    {
        Times = times;
        _bpf = bpf;
        _workerHere = bpf.Program("falcon_worker_here");
        Entry = bpf.Program("falcon_softirq_entry");
        Exit = bpf.Program("falcon_softirq_exit");
    }

    /// <summary>What was measured.</summary>
    public SoftirqTimes Times { get; }

    internal BpfProgram Entry { get; }

    internal BpfProgram Exit { get; }

    /// <summary>Starts to measure.</summary>
    /// <param name="times">Those of the kernel path's tables. They must live longer.</param>
    /// <exception cref="XskException">The kernel refuses the programs or the tracepoints.</exception>
    public static SoftirqClock Start(SoftirqTimes times)
    {
        SoftirqClock clock = Load(times);
        try
        {
            clock.Attach("softirq_exit", clock.Exit); // first, so that each begin has an end
            clock.Attach("softirq_entry", clock.Entry);
            return clock;
        }
        catch
        {
            clock.Dispose();
            throw;
        }
    }

    /// <summary>Tries out whether softirqs can be measured here. Returns why not, or null.</summary>
    public static string? Fault()
    {
        try
        {
            using var times = SoftirqTimes.Create(1);
            using SoftirqClock clock = Start(times);
            return null;
        }
        catch (XskException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>
    /// Says that the calling thread is the worker of the CPU to which it is bound: what interrupts it is in its CPU time
    /// (<see cref="SoftirqTimes.BilledOverWorker"/>).
    /// </summary>
    public void EnterWorker() => _workerHere.TestTracepoint();

    /// <summary>Ends the measurement.</summary>
    public void Dispose()
    {
        for (int i = _links.Count - 1; i >= 0; i--) _links[i].Dispose();
        _bpf.Dispose();
    }

    /// <summary>Loads the programs; nothing calls them yet.</summary>
    internal static SoftirqClock Load(SoftirqTimes times)
    {
        ArgumentNullException.ThrowIfNull(times);
        var bpf = BpfObject.Open(typeof(SoftirqClock).Assembly, "softirq.bpf.o");
        try
        {
            times.ShareWith(bpf);
            return new SoftirqClock(times, bpf.Load());
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    private void Attach(string tracepoint, BpfProgram program)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes($"{tracepoint}\0"))
        {
            int result = LibBpf.OpenRawTracepoint(name, program.Fd);
            if (result < 0) throw Errno.Exception($"the tracepoint {tracepoint} cannot be attached to", result);
            _links.Add(new SafeFileHandle(result, ownsHandle: true));
        }
    }
}
