using System.Diagnostics;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Threads;

/// <summary>
/// A background thread that runs a control loop until it is disposed. An exception from the loop is counted and reported
/// (<see cref="ControlFaults"/>), and after a pause the loop starts again, so it must open what it needs itself.
/// </summary>
public sealed class ControlThread : IDisposable
{
    /// <summary>The pause doubles from the first to the longest while the loop keeps failing.</summary>
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100), s_longestPause = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly ControlFaults _faults;
    private readonly Action<ControlThread> _loop;
    private readonly EventFd _wakeUp = new();
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's label in log, status and metrics; the kernel shows it as <c>falcon/NAME</c>.</param>
    /// <param name="faults">Receives exceptions from the loop.</param>
    /// <param name="loop">
    /// The loop. It runs until <see cref="Stopping"/>, and waits on <see cref="WakeUpFd"/> or <see cref="Stop"/>.
    /// </param>
    public ControlThread(string name, ControlFaults faults, Action<ControlThread> loop)
    {
        ArgumentNullException.ThrowIfNull(faults);
        _name = name;
        _faults = faults;
        _loop = loop;
        _faults.Watch(name);
        _thread = new Thread(Run) { Name = $"falcon/{name}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether the loop must return.</summary>
    public bool Stopping => _stopping;

    /// <summary>Set when <see cref="Stopping"/> becomes true.</summary>
    public WaitHandle Stop => _stop;

    /// <summary>Readable after <see cref="Wake"/>, and when <see cref="Stopping"/> becomes true. The loop polls it.</summary>
    public int WakeUpFd => _wakeUp.Fd;

    /// <summary>Makes <see cref="WakeUpFd"/> readable. Any thread.</summary>
    public void Wake() => _wakeUp.Signal();

    /// <summary>Makes <see cref="WakeUpFd"/> unreadable again. Call it on the loop's thread.</summary>
    public void Drain() => _wakeUp.Drain();

    /// <summary>Ends the loop and waits for it.</summary>
    public void Dispose()
    {
        _stopping = true;
        _stop.Set();
        Wake();
        _thread.Join();
        _wakeUp.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        TimeSpan pause = s_firstPause;
        while (!_stopping)
        {
            long start = Stopwatch.GetTimestamp();
            if (_faults.Try(_name, () => _loop(this))) continue;
            if (Stopwatch.GetElapsedTime(start) > s_longestPause) pause = s_firstPause; // it ran well before it failed
            _stop.WaitOne(pause);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }
}
