using System.Threading.Channels;
using Falcon.Engine.Braking;
using Falcon.Engine.Tables;
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
    private readonly IReadOnlyList<Port> _ports;
    private readonly ReceiverFeedback? _feedback;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly EventFd _stop = new();
    private readonly Thread _thread;
    private long _retryAt; // by Environment.TickCount64

    /// <summary>Starts watching.</summary>
    /// <param name="set">The devices.</param>
    /// <param name="ports">The ports, by index.</param>
    /// <param name="feedback">Told whose sockets to watch; null: nobody's are.</param>
    /// <param name="events">Told of ports that go down or up.</param>
    public PortMonitor(PortSet set, IReadOnlyList<Port> ports, ReceiverFeedback? feedback, ChannelWriter<DataplaneEvent> events)
    {
        _set = set;
        _ports = ports;
        _feedback = feedback;
        _events = events;
        _thread = new Thread(() => _set.Namespace.Run(Watch)) { Name = "falcon/ports", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Signal();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        using RtNetlinkMonitor monitor = RtNetlinkMonitor.Open();
        using RtNetlink netlink = RtNetlink.Open();
        var poller = new FdPoller([_stop.Fd, monitor.Fd]);
        while (true)
        {
            CheckAll(netlink);
            poller.Wait(_ports.Any(IsAwaited) ? s_retry : null);
            if (poller.IsReady(0)) return;
            while (monitor.TryRead(out _)) { }
        }
    }

    private bool IsAwaited(Port port) => !port.Up && _set.Plans[port.Index].MayWait;

    /// <summary>Asks the kernel rather than trusting events, which it may drop.</summary>
    private void CheckAll(RtNetlink netlink)
    {
        bool retry = Environment.TickCount64 >= _retryAt;
        foreach (Port port in _ports)
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
        _feedback?.Forget(_set.AttachmentOf(port.Index)!);
        _set.Detach(plan);
        RetryLater();
    }

    private void TryBringUp(Port port, PortPlan plan)
    {
        try
        {
            PortAttachment attachment = _set.Attach(plan, patience: TimeSpan.Zero);
            _feedback?.Watch(port.Index, attachment);
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
