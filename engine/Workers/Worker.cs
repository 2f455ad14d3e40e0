using System.Diagnostics;
using Falcon.Engine.Accounting;
using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Options;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Workers;

/// <summary>A thread pinned to one CPU that runs a pipeline. It works while frames wait; otherwise it spins or blocks in ppoll.</summary>
public sealed class Worker : IDisposable
{
    /// <summary>A blocked worker wakes at least this often, for work that depends on time.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The worker's scheduler slice. It is short, so that frames do not wait for the end of a container's slice. The worker's share of the
    /// CPU stays the same.
    /// </summary>
    private static readonly TimeSpan s_slice = TimeSpan.FromMicroseconds(100);

    /// <summary>
    /// After a turn of fewer frames, the containers that they woke on this CPU run before the worker polls again. With 4 instead, the
    /// requests of many connections came in one wave, and the CPUs at the two ends worked by turns: each was idle for a quarter of the
    /// time.
    /// </summary>
    private const int FewFrames = 16;

    private readonly Action? _pinned;
    private readonly Pipeline _pipeline;
    private readonly Doorbell _doorbell;
    private readonly Action<Worker, Exception> _failed;
    private readonly Thread _thread;
    private readonly FdPoller _restPoller;
    private readonly bool _moderates;
    private FdPoller _poller;
    private int _pollVersion;
    private IdlePolicy _idle;
    private Moderation _moderation;
    private volatile bool _stopping;
    private volatile int _threadNumber;

    /// <summary>Makes the worker; <see cref="Start"/> starts it.</summary>
    /// <param name="cpu">The CPU to pin to.</param>
    /// <param name="pipeline">The pipeline to run; no other thread may use it from then on.</param>
    /// <param name="doorbell">Wakes the worker; the caller owns it.</param>
    /// <param name="idle">What to do while nothing waits.</param>
    /// <param name="failed">Called on the worker's thread when a fault ends it.</param>
    /// <param name="pinned">Called on the worker's thread when it is bound to its CPU.</param>
    public Worker(
        int cpu, Pipeline pipeline, Doorbell doorbell, IdleOptions idle, Action<Worker, Exception> failed, Action? pinned = null)
    {
        _pinned = pinned;
        Cpu = cpu;
        _pipeline = pipeline;
        _doorbell = doorbell;
        _failed = failed;
        _idle = new IdlePolicy(idle.Mode, (long)(idle.Spin.TotalSeconds * Stopwatch.Frequency));
        _poller = NewPoller();
        _restPoller = new FdPoller([doorbell.Fd]);
        _moderates = idle.Mode != IdleMode.Poll;
        _thread = new Thread(Run) { Name = $"falcon/{cpu}", IsBackground = true };
    }

    /// <summary>The CPU it is pinned to.</summary>
    public int Cpu { get; }

    /// <summary>The pipeline that it runs.</summary>
    public Pipeline Pipeline => _pipeline;

    /// <summary>The thread's CPU time in nanoseconds; 0 before it starts and after it has ended. Any thread.</summary>
    public long CpuNanoseconds => _threadNumber is > 0 and var thread ? ThreadClock.CpuNanosecondsOf(thread) ?? 0 : 0;

    private Accountant? Accountant => _pipeline.Context.Accountant;

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Ends the thread after its current turn.</summary>
    public void Dispose()
    {
        _stopping = true;
        _doorbell.RingAlways();
        if (_thread.IsAlive) _thread.Join();
    }

    private void Run()
    {
        try
        {
            _threadNumber = ThreadClock.CurrentThread;
            ThreadAffinity.Pin(Cpu);
            _pinned?.Invoke();
            ThreadTimers.Sharpen();
            ThreadSlice.Request(s_slice);
            long now = Stopwatch.GetTimestamp();
            while (!_stopping)
            {
                int taken = _pipeline.Turn(now);
                now = _pipeline.EndedAt;
                if (taken > 0) _idle.Worked(now);
                if (taken < Moderation.SmallTurn && ShouldRest(now)) now = Block(_restPoller, Moderation.Rest);
                else if (taken < FewFrames && _idle.ShouldSpin(now)) now = GiveWay(now);
                else if (taken > 0) now = Stopwatch.GetTimestamp();
                else now = Block(Poller(), s_longestWait);
            }
        }
#pragma warning disable CA1031 // Any exception that ends a worker must reach the operator; the daemon then stops as a whole.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _failed(this, fault);
        }
    }

    /// <summary>Lets the containers of this CPU run.</summary>
    /// <returns>When the worker ran again, in Stopwatch ticks.</returns>
    private long GiveWay(long now)
    {
        ThreadSlice.GiveUp();
        long after = Stopwatch.GetTimestamp();
        _idle.GaveWay(now, after);
        Accountant?.Return(after);
        return after;
    }

    private bool ShouldRest(long now) => _moderates
        && _moderation.ShouldRest(now, _pipeline.CountersOf(StageId.Decapsulate).Frames, _pipeline.CountersOf(StageId.Collect).Frames);

    private FdPoller NewPoller() =>
        new([_doorbell.Fd, .. _pipeline.Context.Uplinks.SelectMany(uplink => uplink.PollDescriptors),
            .. _pipeline.Context.PortLane.PollDescriptors]);

    /// <summary>The poller for the descriptors that the lanes wait on now.</summary>
    private FdPoller Poller()
    {
        int version = _pipeline.Context.PortLane.PollVersion;
        foreach (IUplinkLane uplink in _pipeline.Context.Uplinks) version += uplink.PollVersion; // each version only grows
        if (version != _pollVersion) _poller = NewPoller();
        _pollVersion = version;
        return _poller;
    }

    /// <returns>When it woke, in Stopwatch ticks.</returns>
    private long Block(FdPoller poller, TimeSpan longest)
    {
        Accountant?.Settle();
        _doorbell.FallAsleep();
        bool maySleep = _pipeline.MaySleep;
        if (maySleep) poller.Wait(longest);
        else ThreadSlice.GiveUp(); // the next turn does the rest, or another worker will soon finish what this one waits for
        _doorbell.Wake(rung: maySleep && poller.IsReady(0));
        long now = Stopwatch.GetTimestamp();
        Accountant?.Return(now);
        return now;
    }
}
