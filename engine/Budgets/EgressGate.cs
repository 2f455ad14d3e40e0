using System.Threading.Channels;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Holds back what a container sends, in the container: its sockets block, nothing is lost. Where that cannot be done, the workers drop
/// what it sends. Used by one thread.
/// </summary>
internal sealed class EgressGate(PortSet set, Port port, ChannelWriter<DataplaneEvent> events) : IDisposable
{
    private readonly PortPlan _plan = set.Plans[port.Index];
    private PortAttachment? _attachment = set.AttachmentOf(port.Index); // whose gate the rest is about
    private RtNetlink? _container; // while it is closed only: a socket keeps the container's namespace alive
    private int _ifIndex;
    private bool _broken;

    /// <summary>Lets nothing out.</summary>
    public void Close()
    {
        NoticeNewContainer();
        if (!_broken) TryClose();
        port.DropsSent = _broken;
    }

    /// <summary>Lets frames out again, those held back first.</summary>
    public void Open()
    {
        port.DropsSent = false;
        NoticeNewContainer();
        if (_container is null) return;
        try
        {
            _container.SetTransmitGate(_ifIndex, open: true);
        }
        catch (RtNetlinkException fault)
        {
            Break(fault);
        }

        Dispose();
    }

    /// <summary>Lets go of the container.</summary>
    public void Dispose()
    {
        _container?.Dispose();
        _container = null;
    }

    /// <summary>A container that has come back has a gate of its own, which is open.</summary>
    private void NoticeNewContainer()
    {
        if (set.AttachmentOf(port.Index) is not { } now || ReferenceEquals(now, _attachment)) return;
        Dispose();
        _attachment = now;
        _broken = false;
    }

    private void TryClose()
    {
        try
        {
            _container ??= Enter();
            _container.SetTransmitGate(_ifIndex, open: false);
        }
        catch (XskException fault)
        {
            Dispose();
            Break(fault);
        }
    }

    private RtNetlink Enter()
    {
        using NetworkNamespace container = NetworkNamespace.Open(_plan.Options.Netns);
        RtNetlink netlink = container.Run(RtNetlink.Open);
        try
        {
            LinkInfo? device = netlink.FindLink(_plan.Options.Device);
            if (device?.PeerIfIndex != _plan.IfIndex) // pid:N is another process by now, say
                throw new XskException($"namespace '{_plan.Options.Netns}' has no device '{_plan.Options.Device}' of ours");
            _ifIndex = device.IfIndex;
            return netlink;
        }
        catch
        {
            netlink.Dispose();
            throw;
        }
    }

    private void Break(XskException fault)
    {
        if (!port.Up || _broken) return;
        _broken = true;
        events.TryWrite(new DataplaneEvent(
            DataplaneEventKind.BudgetDegraded, _plan.Options.Name, $"what it sends over budget is dropped instead of held back: {fault.Message}"));
    }
}
