using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Xsk.Links;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Ports;

/// <summary>
/// Watches the host ends. A port that loses its devices goes down, with one event, and comes up again once its container is back.
/// </summary>
internal sealed class PortMonitor : IDisposable
{
    private const string Name = "ports";

    /// <summary>How often to retry ports that are down: the kernel does not report when a namespace gets a name.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    /// <summary>How often to check without an event: events can be lost.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(30);

    private readonly PortSet _set;
    private readonly ForwardingState _state;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly ControlFaults _faults;
    private readonly ControlThread _thread;
    private long _retryAt; // in Environment.TickCount64

    /// <summary>Starts watching.</summary>
    /// <param name="set">The ports and their devices.</param>
    /// <param name="state">The ports.</param>
    /// <param name="events">Receives events of ports that go down or up.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    public PortMonitor(PortSet set, ForwardingState state, ChannelWriter<DataplaneEvent> events, ControlFaults faults)
    {
        _set = set;
        _state = state;
        _events = events;
        _faults = faults;
        _thread = new ControlThread(Name, faults, thread => _set.Namespace.Run(() => Watch(thread)));
    }

    /// <summary>Makes it check again: there may be a new port that waits for its container.</summary>
    public void Wake() => _thread.Wake();

    public void Dispose() => _thread.Dispose();

    private void Watch(ControlThread thread)
    {
        using var monitor = RtNetlinkMonitor.Open();
        using var netlink = RtNetlink.Open();
        var poller = new FdPoller([thread.WakeUpFd, monitor.Fd]);
        while (!thread.Stopping)
        {
            CheckAll(netlink);
            poller.Wait(_state.Ports.Any(IsAwaited) ? s_retry : s_look);
            thread.Drain();
            while (monitor.TryRead(out _)) { }
        }
    }

    private bool IsAwaited(Port port) => !port.Up && !port.Removed && _set.Plans[port.Index].IsRetried;

    /// <summary>Asks the kernel about every port, because the kernel may drop events.</summary>
    private void CheckAll(RtNetlink netlink)
    {
        lock (_set.Changes) CheckEach(netlink);
    }

    private void CheckEach(RtNetlink netlink)
    {
        bool retry = Environment.TickCount64 >= _retryAt;
        // A fault of one port must not stop the others.
        foreach (Port port in _state.Ports) _faults.Try(Name, () => Check(netlink, port, retry));
        if (retry) RetryLater();
    }

    private void Check(RtNetlink netlink, Port port, bool retry)
    {
        PortPlan plan = _set.Plans[port.Index];
        if (port.Up && netlink.FindLink(plan.IfIndex) is null)
            TakeDown(port, plan);
        else if (retry && IsAwaited(port))
            TryBringUp(port, plan);
    }

    /// <summary>Retries later, not at once: an attempt that fails half-way causes link events itself.</summary>
    private void RetryLater() => _retryAt = Environment.TickCount64 + (long)s_retry.TotalMilliseconds;

    private void TakeDown(Port port, PortPlan plan)
    {
        Report(port, plan, $"device '{plan.Options.Device}' or its namespace '{plan.Options.Netns}' is gone");
        _set.Put(plan, attachment: null);
        RetryLater();
    }

    private void TryBringUp(Port port, PortPlan plan)
    {
        PortFault? fault = _set.TryAttach(plan);
        if (fault is null)
        {
            port.DownReason = null;
            _events.TryWrite(plan.UpEvent);
        }
        else if (!fault.ContainerIsAway && !PortFault.AreAlike(port.DownReason, fault.Reason))
        {
            Report(port, plan, fault.Reason);
        }
    }

    private void Report(Port port, PortPlan plan, string reason)
    {
        port.DownReason = reason;
        _events.TryWrite(plan.DownEvent(reason));
    }
}
