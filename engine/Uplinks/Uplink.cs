using System.Net;
using System.Net.Sockets;
using Falcon.Engine.Events;
using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Engine.Topology;
using Falcon.Vxlan;
using Falcon.Xsk.Links;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Uplinks;

/// <summary>
/// An underlay device: its state, its program and sockets, and the lanes that use them. The device may go and come back while the engine
/// runs. Any thread may read; one thread at a time attaches and detaches.
/// </summary>
internal sealed class Uplink : ITopologyObserver, IDisposable
{
    private readonly Lock _admission = new();
    private readonly HashSet<uint> _vnis = [];
    private readonly List<XskUplinkLane> _lanes = [];
    private IReadOnlyList<IPAddress> _vteps = [];
    private HandoffRings? _rings;
    private int _senders;
    private volatile LinkInfo _link;
    private volatile IReadOnlyList<(IPAddress Address, int PrefixLength)> _addresses;
    private volatile UplinkAttachment? _attachment;
    private volatile string? _downReason;
    private long _transmitDropsBefore;

    private Uplink(int index, UplinkOptions options, LinkInfo link, IReadOnlyList<(IPAddress Address, int PrefixLength)> addresses)
    {
        Index = index;
        Options = options;
        _link = link;
        _addresses = addresses;
        _transmitDropsBefore = link.TransmitDrops;
        Queues = Ethtool.RxQueues(link.Name);
        MtuAtStart = link.Mtu;
    }

    public int Index { get; }

    public UplinkOptions Options { get; }

    /// <summary>The device's present state, or its last one before it went.</summary>
    public LinkInfo Link
    {
        get => _link;
        set => _link = value;
    }

    /// <summary>The device's MTU at the start, in bytes. Overlays' MTUs are planned with it, and so are the containers' devices.</summary>
    public int MtuAtStart { get; }

    /// <summary>The device's global addresses.</summary>
    public IEnumerable<IPAddress> Addresses => _addresses.Select(entry => entry.Address).Where(address => !address.IsIPv6LinkLocal);

    /// <summary>The program and the sockets; null while the device is away.</summary>
    public UplinkAttachment? Attachment => _attachment;

    /// <summary>Why it carries no frames; null while it carries some.</summary>
    public string? DownReason
    {
        get => _downReason;
        set => _downReason = value;
    }

    /// <summary>Whether it is up but takes no frames of some worker.</summary>
    public bool IsStuck => DownReason is null && _lanes.Any(lane => lane.IsStuck);

    public MacAddress Mac => MacAddress.Read(Link.Mac);

    /// <summary>The receive queues at the start; memory and hand-off are planned for them.</summary>
    public int Queues { get; }

    /// <summary>Finds the device without changing it.</summary>
    /// <exception cref="DataplaneException">The device is missing or down, or the kernel cannot send on it as configured.</exception>
    public static Uplink Find(RtNetlink netlink, int index, UplinkOptions options)
    {
        LinkInfo link = netlink.FindLink(options.Device)
            ?? throw new DataplaneException($"uplink '{options.Device}': no such device in this network namespace");
        if (options.Transmit == UplinkTransmit.Packet && !PacketSocket.CutsDatagrams)
        {
            throw new DataplaneException(
                $"uplink '{options.Device}': transmit by packet sockets needs Linux 6.2, "
                + $"this is {Environment.OSVersion.Version}; set transmit: xsk");
        }

        if (!link.Up) throw new DataplaneException($"uplink '{options.Device}' is down; set it up first: ip link set {options.Device} up");
        return new Uplink(index, options, link, netlink.Addresses(link.IfIndex));
    }

    /// <summary>The device's present identity; when it is gone, with the MAC address that it had.</summary>
    /// <param name="rules">What all uplinks accept beyond the strict rules.</param>
    public UplinkIdentity Identify(OuterRules rules)
    {
        if (Options.AcceptVlan) rules |= OuterRules.AcceptVlan;
        if (Link.Kind.Length > 0) rules |= OuterRules.CompleteChecksums;
        return new UplinkIdentity(Mac, rules, _addresses);
    }

    /// <summary>Reads the device's present addresses; none while it is away.</summary>
    /// <param name="netlink">A netlink socket in the device's namespace.</param>
    public void ReadAddresses(RtNetlink netlink) => _addresses = _attachment is { } attachment ? netlink.Addresses(attachment.IfIndex) : [];

    /// <summary>Bytes of the largest inner IP packet that fits a device's MTU with outer headers of an address family.</summary>
    public static int InnerMtu(int mtu, AddressFamily family) =>
        mtu - (family == AddressFamily.InterNetworkV6 ? OuterHeader.Ipv6Length : OuterHeader.Ipv4Length);

    /// <summary>
    /// Frames that the device has dropped on transmit since it was attached, whoever sent them; 0 while it is gone. Any thread of its
    /// namespace.
    /// </summary>
    public long ReadTransmitDrops()
    {
        using var netlink = RtNetlink.Open();
        long drops = netlink.FindLink(Link.IfIndex)?.TransmitDrops ?? 0;
        return Math.Max(0, drops - Interlocked.Read(ref _transmitDropsBefore));
    }

    /// <summary>Attaches to a device. Frames flow once lanes serve it and it is admitted.</summary>
    /// <exception cref="DataplaneException">The device takes no AF_XDP socket, or has another XDP program.</exception>
    public void Attach(LinkInfo link, UplinkEnvironment environment)
    {
        var attachment = UplinkAttachment.Open(Index, Options, link, environment);
        Interlocked.Exchange(ref _transmitDropsBefore, link.TransmitDrops);
        _link = link;
        _attachment = attachment;
    }

    /// <summary>Opens the lanes of all workers on the attached device.</summary>
    /// <param name="umem">The engine's memory.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="senders">The number of workers that send on this uplink; they are the first ones.</param>
    /// <param name="rings">Wakes the workers when the device changes.</param>
    /// <exception cref="XskException">The kernel refuses a packet socket.</exception>
    public IReadOnlyList<XskUplinkLane> OpenLanes(Umem umem, int workers, int senders, HandoffRings rings)
    {
        _rings = rings;
        _senders = senders;
        for (int worker = 0; worker < workers; worker++)
        {
            IReadOnlyList<XskSocket> sockets = _attachment!.SocketsOf(worker, workers);
            _lanes.Add(new XskUplinkLane(Index, sockets, TransmitterFor(worker, sockets, umem)) { IsBehindPath = _attachment.IsDiverted });
        }

        return _lanes;
    }

    /// <summary>Makes the workers serve the attached device, and its program pass them frames.</summary>
    /// <exception cref="XskException">The kernel refuses a packet socket or a map entry; the caller must detach then.</exception>
    public void Serve(Umem umem)
    {
        UplinkAttachment attachment = _attachment!;
        IReadOnlyList<XskSocket>[] sockets = [.. _lanes.Select((_, worker) => attachment.SocketsOf(worker, _lanes.Count))];
        var transmitters = new PacketTransmitter?[_lanes.Count];
        try
        {
            for (int worker = 0; worker < transmitters.Length; worker++)
                transmitters[worker] = TransmitterFor(worker, sockets[worker], umem);
        }
        catch
        {
            foreach (PacketTransmitter? transmitter in transmitters) transmitter?.Dispose();
            throw;
        }

        for (int worker = 0; worker < _lanes.Count; worker++) Hand(worker, sockets[worker], transmitters[worker]);
        lock (_admission) Admit(attachment);
    }

    /// <summary>Detaches from a device: removes its program; the workers close its sockets and take their frames back.</summary>
    public void Detach()
    {
        if (_attachment is not { } attachment) return;
        lock (_admission)
        {
            _attachment = null;
            attachment.Detach();
        }

        for (int worker = 0; worker < _lanes.Count; worker++) Hand(worker, [], packets: null);
    }

    /// <summary>Makes the program pass the overlays' frames to the sockets; frames flow from then on.</summary>
    public void Admit(IReadOnlyList<IPAddress> localVteps)
    {
        lock (_admission)
        {
            _vteps = localVteps;
            if (_attachment is { } attachment) Admit(attachment);
        }
    }

    /// <summary>Changes the addresses to which the program passes frames.</summary>
    public void ChangeVteps(IReadOnlyList<IPAddress> localVteps)
    {
        lock (_admission)
        {
            _vteps = localVteps;
            _attachment?.Program.SetVteps(localVteps);
        }
    }

    /// <summary>Changes the overlays whose frames the program passes.</summary>
    public void Changed(TopologyChange change)
    {
        HashSet<uint> wanted = [.. change.Overlays.Select(overlay => overlay.Options.Vni)];
        lock (_admission)
        {
            foreach (uint vni in _vnis.Except(wanted).ToArray())
            {
                _attachment?.Program.RemoveVni(vni);
                _vnis.Remove(vni); // only now: what failed is retried with the next change
            }

            foreach (uint vni in wanted.Except(_vnis).ToArray())
            {
                _attachment?.Program.AddVni(vni);
                _vnis.Add(vni);
            }
        }
    }

    /// <summary>Makes workers check again for room to send; a worker that found none may be asleep.</summary>
    public void WakeStuck()
    {
        for (int worker = 0; worker < _lanes.Count; worker++)
        {
            if (_lanes[worker].IsStuck) _rings!.DoorbellOf(worker).RingAlways();
        }
    }

    /// <summary>Detaches the program; the sockets belong to the lanes.</summary>
    public void Dispose()
    {
        _attachment?.Detach();
        if (_lanes.Count > 0) return;
        foreach (XskSocket socket in _attachment?.Sockets ?? []) socket.Dispose(); // no lane owns them yet
    }

    private void Admit(UplinkAttachment attachment)
    {
        attachment.Program.SetVteps(_vteps);
        foreach (uint vni in _vnis) attachment.Program.AddVni(vni);
        foreach (XskSocket socket in attachment.Sockets) attachment.Program.SetSocket(socket.Queue, socket);
    }

    private void Hand(int worker, IReadOnlyList<XskSocket> sockets, PacketTransmitter? packets)
    {
        _lanes[worker].IsBehindPath = _attachment is { IsDiverted: true };
        _lanes[worker].Serve(sockets, packets);
        _rings!.DoorbellOf(worker).RingAlways(); // also a worker that is about to sleep
    }

    /// <summary>
    /// Opens a transmitter for a worker if it needs one. A worker that others send through needs one even if the device has come back with
    /// fewer queues.
    /// </summary>
    private PacketTransmitter? TransmitterFor(int worker, IReadOnlyList<XskSocket> sockets, Umem umem)
    {
        UplinkAttachment attachment = _attachment!;
        bool needed = sockets.Count > 0 ? attachment.SendsPackets : worker < _senders;
        return needed ? attachment.OpenTransmitter(umem) : null;
    }
}
