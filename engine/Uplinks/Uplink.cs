using System.Net;
using System.Net.Sockets;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk;

namespace Falcon.Engine.Uplinks;

/// <summary>An underlay device: what it is, its program, its sockets.</summary>
internal sealed class Uplink : IDisposable
{
    private UplinkProgram? _program;

    private Uplink(int index, UplinkOptions options, LinkInfo link, int queues, IReadOnlyList<IPAddress> addresses)
    {
        Queues = queues;
        Index = index;
        Options = options;
        Link = link;
        Addresses = addresses;
    }

    public int Index { get; }

    public UplinkOptions Options { get; }

    public LinkInfo Link { get; }

    /// <summary>Its global addresses.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>One socket per receive queue; empty before <see cref="Open"/>.</summary>
    public IReadOnlyList<XskSocket> Sockets { get; private set; } = [];

    public MacAddress Mac => MacAddress.Read(Link.Mac);

    /// <summary>Receive queues in use; a device may have more allocated.</summary>
    public int Queues { get; }

    /// <summary>Whether workers with a queue send by a packet socket of their own, instead of by the AF_XDP socket.</summary>
    public bool SendsPackets => Options.Transmit switch
    {
        UplinkTransmit.Xsk => false,
        UplinkTransmit.Packet => true,
        _ => Sockets[0].Mode == XskBindMode.Copy && PacketSocket.CutsDatagrams,
    };

    /// <summary>Finds the device; touches nothing.</summary>
    /// <exception cref="DataplaneException">It is not there, or down.</exception>
    public static Uplink Find(RtNetlink netlink, int index, UplinkOptions options)
    {
        LinkInfo link = netlink.FindLink(options.Device)
            ?? throw new DataplaneException($"uplink '{options.Device}': no such device in this network namespace");
        if (options.Transmit == UplinkTransmit.Packet && !PacketSocket.CutsDatagrams)
            throw new DataplaneException($"uplink '{options.Device}': transmit by packet sockets needs Linux 6.2, this is {Environment.OSVersion.Version}; set transmit: xsk");
        if (!link.Up) throw new DataplaneException($"uplink '{options.Device}' is down; set it up first: ip link set {options.Device} up");
        IPAddress[] addresses = [.. netlink.Addresses(link.IfIndex).Select(entry => entry.Address).Where(address => !address.IsIPv6LinkLocal)];
        return new Uplink(index, options, link, Ethtool.RxQueues(options.Device), addresses);
    }

    /// <summary>Reads what the device is now; with the address that it was found with when it is gone.</summary>
    /// <param name="netlink">Opened in the device's namespace.</param>
    /// <param name="rules">What all uplinks accept beyond the strict rules.</param>
    public UplinkIdentity Identify(RtNetlink netlink, OuterRules rules) => new(
        MacAddress.Read((netlink.FindLink(Link.IfIndex) ?? Link).Mac),
        Options.AcceptVlan ? rules | OuterRules.AcceptVlan : rules,
        netlink.Addresses(Link.IfIndex));

    /// <summary>Largest inner IP packet that fits the device with outer headers of the family.</summary>
    public int InnerMtu(AddressFamily family) => Link.Mtu - (family == AddressFamily.InterNetworkV6 ? 70 : 50);

    /// <summary>Frames that the device has dropped on their way out since it was found, whoever sent them; 0 when it is gone. Any thread of its namespace.</summary>
    public long ReadTransmitDrops()
    {
        using RtNetlink netlink = RtNetlink.Open();
        long drops = netlink.FindLink(Link.IfIndex)?.TransmitDrops ?? 0;
        return Math.Max(0, drops - Link.TransmitDrops);
    }

    /// <summary>Attaches the program and binds a socket to each queue, in the best mode that the device offers.</summary>
    /// <param name="umem">The engine's memory.</param>
    /// <param name="shareWith">A socket already bound to it, or null for the first.</param>
    /// <param name="vxlanPort">The UDP port of VXLAN.</param>
    /// <param name="ring">Entries of each ring, a power of two.</param>
    /// <param name="throttles">Whose frames the program drops.</param>
    /// <param name="gates">Gates for it to keep; null for none.</param>
    public void Open(Umem umem, XskSocket? shareWith, ushort vxlanPort, int ring, ThrottleTable throttles, ReceiverGates? gates)
    {
        List<string> refusals = [];
        foreach (XskBindMode mode in ModesOf(Options.Mode))
        {
            try
            {
                _program = UplinkProgram.Attach(Link.IfIndex, mode, vxlanPort, Queues, throttles, gates);
                Sockets = OpenSockets(umem, shareWith, mode, ring);
                ModeReason = string.Join("; ", refusals);
                return;
            }
            catch (XdpAttachException foreign) when (foreign.ForeignProgramId != 0)
            {
                throw new DataplaneException($"uplink '{Options.Device}': {foreign.Message}", foreign);
            }
            catch (XskException refusal)
            {
                _program?.Dispose();
                _program = null;
                refusals.Add(refusal.Message);
            }
        }

        throw new DataplaneException($"uplink '{Options.Device}' takes no AF_XDP socket in mode '{Options.Mode}': {string.Join("; ", refusals)}");
    }

    /// <summary>A worker's way to and from it.</summary>
    /// <exception cref="XskException">The kernel refuses a packet socket.</exception>
    public XskUplinkLane OpenLane(Umem umem, int worker, int workers)
    {
        XskSocket[] sockets = [.. SocketsOf(worker, workers)];
        return new XskUplinkLane(Index, sockets, sockets.Length > 0 && SendsPackets ? PacketTransmitter.Open(umem, Link.IfIndex) : null);
    }

    /// <summary>Why no better mode than the sockets' was chosen; empty when it is the best.</summary>
    public string ModeReason { get; private set; } = "";

    /// <summary>Lets the program pass the overlays' frames to the sockets; frames flow from here on.</summary>
    public void Admit(IEnumerable<IPAddress> localVteps, IEnumerable<uint> vnis)
    {
        foreach (IPAddress vtep in localVteps) _program!.AddVtep(vtep);
        ChangeVnis([], vnis);
        for (int queue = 0; queue < Sockets.Count; queue++) _program!.SetSocket(queue, Sockets[queue]);
    }

    /// <summary>Lets the program pass other overlays' frames than before.</summary>
    public void ChangeVnis(IEnumerable<uint> from, IEnumerable<uint> to)
    {
        foreach (uint vni in from.Except(to)) _program!.RemoveVni(vni);
        foreach (uint vni in to.Except(from)) _program!.AddVni(vni);
    }

    /// <summary>Detaches the program; the sockets belong to the lanes.</summary>
    public void Dispose() => _program?.Dispose();

    /// <summary>The queues that a worker owns: they are dealt out in turn, and with fewer queues than workers some get none.</summary>
    private IEnumerable<XskSocket> SocketsOf(int worker, int workers) => Sockets.Where(socket => socket.Queue % workers == worker);

    private List<XskSocket> OpenSockets(Umem umem, XskSocket? shareWith, XskBindMode mode, int ring)
    {
        List<XskSocket> sockets = [];
        try
        {
            for (int queue = 0; queue < Queues; queue++)
            {
                sockets.Add(XskSocket.Open(new XskSocketOptions
                {
                    IfIndex = Link.IfIndex,
                    Queue = queue,
                    Umem = umem,
                    ShareWith = shareWith ?? sockets.FirstOrDefault(),
                    ModesToTry = [mode],
                    RxSize = ring,
                    TxSize = ring,
                    FillSize = ring,
                    CompletionSize = ring,
                }));
            }

            return sockets;
        }
        catch
        {
            foreach (XskSocket socket in sockets) socket.Dispose();
            throw;
        }
    }

    private static XskBindMode[] ModesOf(UplinkMode mode) => mode switch
    {
        UplinkMode.ZeroCopy => [XskBindMode.ZeroCopy],
        UplinkMode.Copy => [XskBindMode.Copy],
        UplinkMode.Skb => [XskBindMode.Skb],
        _ => [XskBindMode.ZeroCopy, XskBindMode.Copy, XskBindMode.Skb],
    };
}
