using Falcon.Engine.Threads;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Topology;

/// <summary>The thread that frees the indices of removed ports and overlays. It sleeps while there are none.</summary>
internal sealed class IndexReclaimer : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5), s_longPause = TimeSpan.FromMilliseconds(200);

    /// <summary>A grace period takes a few looks, unless a worker or a device is stuck: then it looks less often.</summary>
    private const int QuickLooks = 200;

    private readonly LiveTopology _topology;
    private readonly ControlThread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    public IndexReclaimer(LiveTopology topology, ControlFaults faults)
    {
        _topology = topology;
        _thread = new ControlThread("indices", faults, Run);
    }

    /// <summary>Makes it check: a port or an overlay may have been removed.</summary>
    public void Wake() => _thread.Wake();

    public void Dispose() => _thread.Dispose();

    private void Run(ControlThread thread)
    {
        var poller = new FdPoller([thread.WakeUpFd]);
        int looks = 0;
        while (!thread.Stopping)
        {
            looks = _topology.Reclaim() ? looks + 1 : 0;
            poller.Wait(looks == 0 ? null : looks < QuickLooks ? s_pause : s_longPause);
            thread.Drain();
        }
    }
}
