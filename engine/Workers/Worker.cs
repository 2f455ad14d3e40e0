using Falcon.Xsk;

namespace Falcon.Engine.Workers;

/// <summary>A thread pinned to one CPU that turns a pipeline: it works while frames wait and blocks in ppoll while none does.</summary>
public sealed class Worker : IDisposable
{
    /// <summary>A blocked worker wakes at least this often, so that what depends on time moves on.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>Reading a thread's CPU time is a system call: rare under load.</summary>
    private const uint TurnsPerReport = 256;

    private readonly Pipeline _pipeline;
    private readonly EventFd _wakeUp = new();
    private readonly FdPoller _poller;
    private readonly Action<Worker, Exception> _failed;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private long _cpuNanoseconds;

    /// <summary>Prepares the worker; <see cref="Start"/> lets it run.</summary>
    /// <param name="cpu">The CPU to pin to.</param>
    /// <param name="pipeline">What it turns; its alone from now on.</param>
    /// <param name="failed">Called on the worker's thread when a fault ends it.</param>
    public Worker(int cpu, Pipeline pipeline, Action<Worker, Exception> failed)
    {
        Cpu = cpu;
        _pipeline = pipeline;
        _failed = failed;
        IEnumerable<int> lanes = pipeline.Context.Uplinks.SelectMany(uplink => uplink.PollDescriptors);
        _poller = new FdPoller([_wakeUp.Fd, .. lanes, .. pipeline.Context.PortLane.PollDescriptors]);
        _thread = new Thread(Run) { Name = $"falcon/{cpu}", IsBackground = true };
    }

    /// <summary>The CPU it is pinned to.</summary>
    public int Cpu { get; }

    /// <summary>What it turns.</summary>
    public Pipeline Pipeline => _pipeline;

    /// <summary>The thread's CPU time; a few hundred turns old at most.</summary>
    public long CpuNanoseconds => Volatile.Read(ref _cpuNanoseconds);

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Ends the thread after its current turn.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wakeUp.Signal();
        if (_thread.IsAlive) _thread.Join();
        _wakeUp.Dispose();
    }

    private void Run()
    {
        try
        {
            ThreadAffinity.Pin(Cpu);
            for (uint turns = 0; !_stopping; turns++)
            {
                if (turns % TurnsPerReport == 0) ReportCpuTime();
                if (_pipeline.Turn() == 0) Block();
            }
        }
#pragma warning disable CA1031 // Whatever ends a worker must reach the operator; the daemon then stops as a whole.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _failed(this, fault);
        }
    }

    private void Block()
    {
        ReportCpuTime();
        _poller.Wait(LongestWait);
        if (_poller.IsReady(0)) _wakeUp.Drain();
    }

    private void ReportCpuTime() => Volatile.Write(ref _cpuNanoseconds, ThreadClock.CpuNanoseconds());
}
