using System.Threading.Channels;
using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Ports;

/// <summary>Watches the host ends; a port whose pair is gone goes down once, with one event.</summary>
internal sealed class PortMonitor : IDisposable
{
    private readonly IReadOnlyList<Port> _ports;
    private readonly IReadOnlyList<PortAttachment> _attachments;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly EventFd _stop = new();
    private readonly Thread _thread;
    private readonly NetworkNamespace _namespace;

    public PortMonitor(PortSet set, IReadOnlyList<Port> ports, ChannelWriter<DataplaneEvent> events)
    {
        _namespace = set.Namespace;
        _attachments = set.Attachments;
        _ports = ports;
        _events = events;
        _thread = new Thread(() => _namespace.Run(Watch)) { Name = "falcon/ports", IsBackground = true };
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
        CheckAll(netlink);
        while (true)
        {
            poller.Wait(null);
            if (poller.IsReady(0)) return;
            while (monitor.TryRead(out _)) { }
            CheckAll(netlink);
        }
    }

    /// <summary>Asks the kernel rather than trusting events, which it may drop.</summary>
    private void CheckAll(RtNetlink netlink)
    {
        for (int i = 0; i < _ports.Count; i++)
        {
            if (!_ports[i].Up || netlink.FindLink(_ports[i].IfIndex) is not null) continue;
            PortAttachment attachment = _attachments[i];
            string reason = $"device '{attachment.Options.Device}' or its namespace '{attachment.Options.Netns}' is gone";
            _ports[i].DownReason = reason;
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.PortDown, attachment.Options.Name, reason));
        }
    }
}
