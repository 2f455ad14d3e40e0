using Falcon.Engine.Frames;
using Falcon.Xsk.Threads;

namespace Falcon.Bench.Micro.Handoff;

/// <summary>A thread on another CPU that takes and counts frames as fast as they come.</summary>
internal sealed class FrameReceiver : IDisposable
{
    private const int PollsBeforeYield = 1000;

    private readonly Func<Frame[], int> _receive;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private long _received;

    public FrameReceiver(Func<Frame[], int> receive, int cpu)
    {
        _receive = receive;
        _thread = new Thread(() => Run(cpu)) { IsBackground = true };
        _thread.Start();
    }

    public void WaitFor(long frames)
    {
        for (int polls = 0; Volatile.Read(ref _received) < frames; polls++) Pause(polls);
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }

    /// <summary>Spins like a busy worker, but yields the CPU after a while.</summary>
    public static void Pause(int polls)
    {
        if (polls % PollsBeforeYield == PollsBeforeYield - 1) Thread.Yield();
        else Thread.SpinWait(1);
    }

    private void Run(int cpu)
    {
        ThreadAffinity.Pin(cpu);
        var into = new Frame[64];
        for (int polls = 0; !_stopping; polls++)
        {
            int count = _receive(into);
            if (count == 0) Pause(polls);
            else Volatile.Write(ref _received, _received + count);
        }
    }
}
