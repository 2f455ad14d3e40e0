using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Holds back what a container sends, inside the container: its sockets block and nothing is lost. The container can remove the gate, so
/// the gate may be missing. Whatever a container does to its devices or its namespace is a fault of the gate, and never stops the thread.
/// Used by one thread.
/// </summary>
internal sealed class TransmitGate(PortSet set, Port port, ChannelWriter<DataplaneEvent> events) : IDisposable
{
    private readonly PortPlan _plan = set.Plans[port.Index];
    private PortAttachment? _attachment = set.AttachmentOf(port.Index); // the attachment that the other fields belong to
    private RtNetlink? _container; // only while closed: an open socket keeps the container's namespace alive
    private int _ifIndex;
    private bool _wasSet;

    /// <summary>Whether the container has no gate: it has a queueing discipline of its own, or the kernel lacks the gate's kind.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Whether the gate is open although it could be closed: the container was away at the closing, or is a new one.</summary>
    public bool IsOpen()
    {
        NoticeNewContainer();
        return _container is null && !IsMissing;
    }

    /// <summary>Closes the gate. If something has replaced a closed gate, puts the gate back.</summary>
    public void Close()
    {
        NoticeNewContainer();
        if (!IsMissing) TryClose();
    }

    /// <summary>Opens the gate; held frames leave first.</summary>
    public void Open()
    {
        NoticeNewContainer();
        if (_container is null) return;
        try
        {
            _container.SetTransmitGate(_ifIndex, open: true);
        }
        catch (XskException)
        {
            // The device is gone, so it holds nothing back.
        }

        Dispose();
    }

    /// <summary>Reports why frames over budget are dropped instead of held back.</summary>
    public void Report(string reason) => events.TryWrite(new DataplaneEvent(
        DataplaneEventKind.BudgetDegraded, _plan.Options.Name, $"what it sends over budget is dropped instead of held back: {reason}"));

    /// <summary>Releases the container.</summary>
    public void Dispose()
    {
        _container?.Dispose();
        _container = null;
    }

    /// <summary>Notices that the container has come back: it has a new gate, which is open.</summary>
    private void NoticeNewContainer()
    {
        if (set.AttachmentOf(port.Index) is not { } now || ReferenceEquals(now, _attachment)) return;
        Dispose();
        _attachment = now;
        IsMissing = _wasSet = false;
    }

    private void TryClose()
    {
        try
        {
            _container ??= Enter();
            if (_wasSet) _container.ReplaceTransmitGate(_ifIndex);
            else _container.SetTransmitGate(_ifIndex, open: false);
            _wasSet = true;
        }
        catch (XskException fault)
        {
            Dispose();
            if (_wasSet || !port.Up) return;
            IsMissing = true;
            Report(fault.Message);
        }
    }

    private RtNetlink Enter()
    {
        PortAttachment attachment = _attachment ?? throw new XskException($"port '{_plan.Options.Name}' has no device");
        using var container = NetworkNamespace.Open(_plan.Options.Netns);
        RtNetlink netlink = container.Run(RtNetlink.Open);
        try
        {
            LinkInfo? device = netlink.FindLink(attachment.ContainerIfIndex); // the container may have renamed it
            if (device?.PeerIfIndex != _plan.IfIndex) // for example, pid:N may be another process by now
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
}
