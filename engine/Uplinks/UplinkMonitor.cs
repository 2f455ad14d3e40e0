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
/// Watches the uplinks. One whose device goes is let go of, and taken up again when a device of its name is there and up; a change of
/// state, name, MTU, MAC address, queues or addresses is followed and told. A thread of its own, in the uplinks' namespace.
/// </summary>
internal sealed class UplinkMonitor : IDisposable
{
    /// <summary>How often to look where no event tells: the number of queues, and devices that could not be taken up.</summary>
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly Underlay _underlay;
    private readonly UplinkEnvironment _environment;
    private readonly ForwardingState _state;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly Action _changed;
    private readonly HashSet<IPAddress> _missing = [];
    private readonly HashSet<Uplink> _stuck = [];
    private readonly ControlThread _thread;

    /// <summary>Starts watching.</summary>
    /// <param name="underlay">The uplinks, attached and served.</param>
    /// <param name="environment">What programs and sockets are made with.</param>
    /// <param name="state">Where the stages look our end points up.</param>
    /// <param name="events">Told of what changes.</param>
    /// <param name="faults">Told of unexpected exceptions.</param>
    /// <param name="changed">Called after each change: routes may be others.</param>
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

    /// <summary>Reads the events that wait; whether one is of links or addresses: neighbours come and go by the thousand.</summary>
    private static bool IsOfInterest(RtNetlinkMonitor monitor)
    {
        bool any = false;
        while (monitor.TryRead(out RtNetlinkEvent change)) any |= change.Neighbour is null;
        return any;
    }

    /// <summary>Asks the kernel rather than trusting events, which it may drop.</summary>
    private bool Look(RtNetlink netlink, Uplink uplink)
    {
        if (uplink.Attachment is { } attachment)
        {
            if (Current(netlink, attachment) is not { } link)
                return LetGo(uplink, "its device is gone; it is taken up again when there is one of its name");
            if (Ethtool.RxQueues(link.Name) is var queues && queues != attachment.Queues)
                return LetGo(uplink, $"it has {queues} receive queue(s) instead of {attachment.Queues}") && TakeUp(netlink, uplink);
            return Follow(uplink, link);
        }

        return TakeUp(netlink, uplink);
    }

    /// <summary>The device that we are attached to; an index may be given to another one, which does not have our program.</summary>
    private static LinkInfo? Current(RtNetlink netlink, UplinkAttachment attachment) =>
        netlink.FindLink(attachment.IfIndex) is { } link && link.XdpProgramId == attachment.Program.Id ? link : null;

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
        if (link.Name != old.Name) changes.Add($"its device '{old.Name}' is named '{link.Name}' now");
        if (link.Mtu != old.Mtu) changes.Add($"mtu {link.Mtu} instead of {old.Mtu}{RemarkOn(uplink, link.Mtu)}");
        if (!link.Mac.AsSpan().SequenceEqual(old.Mac))
            changes.Add($"MAC address {MacAddress.Read(link.Mac)} instead of {MacAddress.Read(old.Mac)}");
        foreach (string change in changes) Tell(DataplaneEventKind.UplinkChanged, uplink, change);
        bool changed = changes.Count > 0;
        if (!link.Up) return SetDown(uplink, "its device is set down") | changed;
        if (!link.Running) return SetDown(uplink, "its device has no carrier") | changed;
        return uplink.DownReason is null ? changed : SetUp(uplink, link, "its device is up and has a carrier");
    }

    /// <summary>Tells of one that is up and takes no frames. When it goes down that is told instead, and nothing more of this.</summary>
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
        _ when mtu < uplink.MtuAtStart => "; larger packets are answered with what fits",
        _ when mtu > uplink.MtuAtStart => $"; overlays keep their MTU, which was made for {uplink.MtuAtStart}, until a restart",
        _ => "",
    };

    /// <summary>Follows the uplinks' addresses; tells of end points of the configuration that the host has not.</summary>
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
