using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Vxlan;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Uplinks;

/// <summary>
/// Watches the uplinks. It detaches from a device that goes, and attaches again when a device of that name is there and up. It follows and
/// reports changes of state, name, MTU, MAC address, queues and addresses. It runs a thread in the uplinks' namespace.
/// </summary>
internal sealed class UplinkMonitor : IDisposable
{
    /// <summary>How often to check what no event reports: the number of queues, and devices that could not be attached.</summary>
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly Underlay _underlay;
    private readonly UplinkEnvironment _environment;
    private readonly ForwardingState _state;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly Action _changed;
    private readonly HashSet<IPAddress> _missing = [];
    private readonly HashSet<Uplink> _stuck = [];
    private readonly ControlThread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="underlay">The uplinks; they are attached and served.</param>
    /// <param name="environment">What programs and sockets need.</param>
    /// <param name="state">The tables, which hold the local VTEPs for the stages.</param>
    /// <param name="events">Receives events of changes.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    /// <param name="changed">Called after each change, because routes may have changed.</param>
    public UplinkMonitor(
        Underlay underlay, UplinkEnvironment environment, ForwardingState state, ChannelWriter<DataplaneEvent> events, ControlFaults faults,
        Action changed)
    {
        _underlay = underlay;
        _environment = environment;
        _state = state;
        _events = events;
        _changed = changed;
        _thread = new ControlThread("uplinks", faults, Watch);
    }

    public void Dispose() => _thread.Dispose();

    private void Watch(ControlThread thread)
    {
        using var monitor = RtNetlinkMonitor.Open();
        using var netlink = RtNetlink.Open();
        var poller = new FdPoller([thread.WakeUpFd, monitor.Fd]);
        while (!thread.Stopping)
        {
            bool changed = false;
            foreach (Uplink uplink in _underlay.Uplinks)
            {
                changed |= Look(netlink, uplink);
                FollowProgress(uplink);
            }

            changed |= FollowAddresses(netlink);
            if (changed) _changed();
            do poller.Wait(s_period); while (!thread.Stopping && poller.IsReady(1) && !IsOfInterest(monitor));
        }
    }

    /// <summary>
    /// Reads waiting events; returns whether one is about links or addresses. Neighbour events come by the thousand and are ignored.
    /// </summary>
    private static bool IsOfInterest(RtNetlinkMonitor monitor)
    {
        bool any = false;
        while (monitor.TryRead(out RtNetlinkEvent change)) any |= change.Neighbour is null;
        return any;
    }

    /// <summary>Asks the kernel about an uplink, because the kernel may drop events.</summary>
    private bool Look(RtNetlink netlink, Uplink uplink)
    {
        if (uplink.Attachment is { } attachment)
        {
            if (Current(netlink, attachment) is not { } link)
                return LetGo(uplink, "its device is gone; a device of that name is taken up again");
            if (Ethtool.RxQueues(link.Name) is var queues && queues != attachment.Queues)
                return LetGo(uplink, $"it has {queues} receive queue(s) instead of {attachment.Queues}") && TakeUp(netlink, uplink);
            return Follow(uplink, link);
        }

        return TakeUp(netlink, uplink);
    }

    /// <summary>The state of the attached device. An index may go to another device, which does not have our program.</summary>
    private static LinkInfo? Current(RtNetlink netlink, UplinkAttachment attachment) =>
        netlink.FindLink(attachment.IfIndex) is { } link && attachment.IsOn(link) ? link : null;

    private bool LetGo(Uplink uplink, string reason)
    {
        uplink.Detach();
        SetDown(uplink, reason);
        return true;
    }

    private bool TakeUp(RtNetlink netlink, Uplink uplink)
    {
        string device = uplink.Options.Device;
        if (netlink.FindLink(device) is not { } link) return false;
        if (!link.Up) return SetDown(uplink, $"device '{device}' is down; set it up: ip link set {device} up");
        try
        {
            uplink.Attach(link, _environment);
            uplink.Serve(_environment.Umem);
        }
        catch (Exception fault) when (fault is XskException or DataplaneException)
        {
            uplink.Detach();
            return SetDown(uplink, fault.Message);
        }

        Tell(DataplaneEventKind.LaneOpened, uplink, uplink.Attachment!.Description);
        SetUp(uplink, link, $"device '{link.Name}' (index {link.IfIndex}) was taken up");
        return true;
    }

    private bool Follow(Uplink uplink, LinkInfo link)
    {
        LinkInfo old = uplink.Link;
        uplink.Link = link;
        List<string> changes = [];
        if (link.Name != old.Name) changes.Add($"its device '{old.Name}' was renamed to '{link.Name}'");
        if (link.Mtu != old.Mtu) changes.Add($"mtu {link.Mtu} instead of {old.Mtu}{RemarkOn(uplink, link.Mtu)}");
        if (!link.Mac.AsSpan().SequenceEqual(old.Mac))
            changes.Add($"MAC address {MacAddress.Read(link.Mac)} instead of {MacAddress.Read(old.Mac)}");
        foreach (string change in changes) Tell(DataplaneEventKind.UplinkChanged, uplink, change);
        bool changed = changes.Count > 0;
        if (!link.Up) return SetDown(uplink, "its device is set down") | changed;
        if (!link.Running) return SetDown(uplink, "its device has no carrier") | changed;
        return uplink.DownReason is null ? changed : SetUp(uplink, link, "its device is up and has a carrier");
    }

    /// <summary>Reports an uplink that is up but takes no frames. When it goes down, only that is reported.</summary>
    private void FollowProgress(Uplink uplink)
    {
        uplink.WakeStuck();
        if (uplink.IsStuck && _stuck.Add(uplink))
            Tell(DataplaneEventKind.UplinkStuck, uplink, "it is up and takes no frames; those for it are dropped as ring-full");
        else if (!uplink.IsStuck && _stuck.Remove(uplink) && uplink.DownReason is null)
            Tell(DataplaneEventKind.UplinkResumed, uplink, "it takes frames again");
    }

    private static string RemarkOn(Uplink uplink, int mtu) => mtu switch
    {
        _ when mtu < uplink.MtuAtStart => "; senders of larger packets are told what fits",
        _ when mtu > uplink.MtuAtStart => $"; overlays keep the MTU planned for {uplink.MtuAtStart} until a restart",
        _ => "",
    };

    /// <summary>Follows the uplinks' addresses; reports configured VTEPs that the host lacks.</summary>
    private bool FollowAddresses(RtNetlink netlink)
    {
        foreach (Uplink uplink in _underlay.Uplinks) uplink.ReadAddresses(netlink);
        if (_underlay.IsConfigured) TellOfMissing(netlink);
        bool changed = _underlay.FollowAddresses();
        UnderlayIdentity identity = _underlay.Identify();
        if (!identity.Equals(_state.Underlay)) _state.Underlay = identity;
        if (!changed) return false;
        IReadOnlyList<IPAddress> vteps = _underlay.LocalVteps;
        foreach (Uplink uplink in _underlay.Uplinks) uplink.ChangeVteps(vteps);
        string what = vteps.Count == 0 ? "none: the uplinks have no address" : string.Join(", ", vteps);
        _events.TryWrite(new DataplaneEvent(DataplaneEventKind.LocalVtepsChanged, "vteps", what));
        return true;
    }

    private void TellOfMissing(RtNetlink netlink)
    {
        foreach (IPAddress vtep in _underlay.LocalVteps)
        {
            bool there = netlink.FindRoute(vtep) is { Local: true };
            (DataplaneEventKind Kind, string What)? news = null;
            if (!there && _missing.Add(vtep))
                news = (DataplaneEventKind.LocalVtepMissing, "no device of this host has it; peers cannot find it");
            else if (there && _missing.Remove(vtep)) news = (DataplaneEventKind.LocalVtepsChanged, "the host has it again");
            if (news is { } told) _events.TryWrite(new DataplaneEvent(told.Kind, vtep.ToString(), told.What));
        }
    }

    private bool SetDown(Uplink uplink, string reason)
    {
        if (uplink.DownReason == reason) return false;
        uplink.DownReason = reason;
        return Tell(DataplaneEventKind.UplinkDown, uplink, reason);
    }

    private bool SetUp(Uplink uplink, LinkInfo link, string what)
    {
        if (!link.Running) return SetDown(uplink, "its device has no carrier");
        uplink.DownReason = null;
        return Tell(DataplaneEventKind.UplinkUp, uplink, what);
    }

    private bool Tell(DataplaneEventKind kind, Uplink uplink, string what)
    {
        _events.TryWrite(new DataplaneEvent(kind, uplink.Options.Device, what));
        return true;
    }
}
