using System.Threading.Channels;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Xsk;

namespace Falcon.Engine.Ports;

/// <summary>
/// Watches the host ends: a port whose pair is gone goes down, with one event, and up again once its container is back.
/// </summary>
internal sealed class PortMonitor : IDisposable
{
    /// <summary>How often to look for containers that are away: no kernel tells when a namespace gets a name.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly PortSet _set;
    private readonly ForwardingState _state;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly ControlThread _thread;
    private long _retryAt; // by Environment.TickCount64

    /// <summary>Starts watching.</summary>
    /// <param name="set">The devices.</param>
    /// <param name="state">The ports.</param>
    /// <param name="events">Told of ports that go down or up.</param>
    /// <param name="faults">Told of unexpected exceptions.</param>
    public PortMonitor(PortSet set, ForwardingState state, ChannelWriter<DataplaneEvent> events, ControlFaults faults)
    {
        _set = set;
        _state = state;
        _events = events;
        _thread = new ControlThread("ports", faults, thread => _set.Namespace.Run(() => Watch(thread)));
    }

    /// <summary>Has it look again: a port may have come that waits for its container.</summary>
    public void Wake() => _thread.Wake();

    public void Dispose() => _thread.Dispose();

    private void Watch(ControlThread thread)
    {
        using RtNetlinkMonitor monitor = RtNetlinkMonitor.Open();
        using RtNetlink netlink = RtNetlink.Open();
        var poller = new FdPoller([thread.WakeUpFd, monitor.Fd]);
        while (!thread.Stopping)
        {
            CheckAll(netlink);
            poller.Wait(_state.Ports.Any(IsAwaited) ? s_retry : null);
            thread.Drain();
            while (monitor.TryRead(out _)) { }
        }
    }

    private bool IsAwaited(Port port) => !port.Up && !port.Removed && _set.Plans[port.Index].MayWait;

    /// <summary>Asks the kernel rather than trusting events, which it may drop.</summary>
    private void CheckAll(RtNetlink netlink)
    {
        lock (_set.Changes) CheckEach(netlink);
    }

    private void CheckEach(RtNetlink netlink)
    {
        bool retry = Environment.TickCount64 >= _retryAt;
        foreach (Port port in _state.Ports)
        {
            PortPlan plan = _set.Plans[port.Index];
            if (port.Up && netlink.FindLink(plan.IfIndex) is null)
                TakeDown(port, plan);
            else if (retry && IsAwaited(port))
                TryBringUp(port, plan);
        }

        if (retry) RetryLater();
    }

    /// <summary>Not at once: an attempt that fails half-way makes link events of its own.</summary>
    private void RetryLater() => _retryAt = Environment.TickCount64 + (long)s_retry.TotalMilliseconds;

    private void TakeDown(Port port, PortPlan plan)
    {
        Report(port, plan, $"device '{plan.Options.Device}' or its namespace '{plan.Options.Netns}' is gone");
        _set.Put(plan, attachment: null);
        RetryLater();
    }

    private void TryBringUp(Port port, PortPlan plan)
    {
        try
        {
            _set.Put(plan, _set.Attach(plan, patience: TimeSpan.Zero));
            port.DownReason = null;
            _events.TryWrite(plan.UpEvent);
        }
        catch (NetworkNamespaceException)
        {
            // Still away; why the port is down was said.
        }
        catch (DataplaneException fault)
        {
            if (port.DownReason != fault.Message) Report(port, plan, fault.Message);
        }
    }

    private void Report(Port port, PortPlan plan, string reason)
    {
        port.DownReason = reason;
        _events.TryWrite(plan.DownEvent(reason));
    }
}
