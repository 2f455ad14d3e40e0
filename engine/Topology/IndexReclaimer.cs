using Falcon.Engine.Threads;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Topology;

/// <summary>The thread that has indices of ports and overlays that have left become free. It sleeps while nobody has left.</summary>
internal sealed class IndexReclaimer : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly LiveTopology _topology;
    private readonly ControlThread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="topology">Whose indices.</param>
    /// <param name="faults">Told of unexpected exceptions.</param>
    public IndexReclaimer(LiveTopology topology, ControlFaults faults)
    {
        _topology = topology;
        _thread = new ControlThread("indices", faults, Run);
    }

    /// <summary>Has it look: somebody may have left.</summary>
    public void Wake() => _thread.Wake();

    public void Dispose() => _thread.Dispose();

    private void Run(ControlThread thread)
    {
        var poller = new FdPoller([thread.WakeUpFd]);
        while (!thread.Stopping)
        {
            poller.Wait(_topology.Reclaim() ? s_pause : null);
            thread.Drain();
        }
    }
}
