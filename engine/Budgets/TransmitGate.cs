using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Budgets;

/// <summary>
/// Holds back what a container sends, in the container: its sockets block, nothing is lost. The gate is the container's to remove, so
/// whether it holds is not certain. Whatever a container does to its devices or its namespace is a fault of the gate, never of the thread.
/// Used by one thread.
/// </summary>
internal sealed class TransmitGate(PortSet set, Port port, ChannelWriter<DataplaneEvent> events) : IDisposable
{
    private readonly PortPlan _plan = set.Plans[port.Index];
    private PortAttachment? _attachment = set.AttachmentOf(port.Index); // whose gate the rest is about
    private RtNetlink? _container; // while it is closed only: a socket keeps the container's namespace alive
    private int _ifIndex;
    private bool _wasSet;

    /// <summary>
    /// Whether there is no gate: the container has a queueing discipline of its own, or the kernel has none of that kind.
    /// </summary>
    public bool IsMissing { get; private set; }

    /// <summary>Whether it could be closed, and is not: the container was gone when it was to be closed, or is a new one.</summary>
    public bool IsOpen()
    {
        NoticeNewContainer();
        return _container is null && !IsMissing;
    }

    /// <summary>Lets nothing out. One that was closed before is put back where something else is in its place now.</summary>
    public void Close()
    {
        NoticeNewContainer();
        if (!IsMissing) TryClose();
    }

    /// <summary>Lets frames out again, those held back first.</summary>
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
            // It is gone, so it holds nobody back.
        }

        Dispose();
    }

    /// <summary>Says why what is sent over budget is dropped instead of held back.</summary>
    public void Report(string reason) => events.TryWrite(new DataplaneEvent(
        DataplaneEventKind.BudgetDegraded, _plan.Options.Name, $"what it sends over budget is dropped instead of held back: {reason}"));

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
            LinkInfo? device = netlink.FindLink(attachment.ContainerIfIndex); // its name is the container's to change
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
}
