using System.Net;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Links;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>
/// A host with two containers on the kernel path, without an engine, and a peer with the kernel's own VXLAN. The underlay is 10.9.0.1 and
/// fd09::1 here, 10.9.0.2 and fd09::2 there. The overlay's addresses are 10.8.0.1 and .2 here and .3 there, fd08::1 and so on. Nobody
/// asks for addresses: neighbours are permanent.
/// </summary>
internal sealed class KernelPathLab : IDisposable
{
    public const int Vtep = 3, Overlay = 5, FirstPort = 64, Mtu = 1400;
    public const uint Vni = 100;

    private readonly NamedNamespace[] _containers = [new(), new()];
    private readonly NamedNamespace _peer = new();
    private readonly NamedNamespace _uplinks = new();
    private readonly NamedNamespace _engine = new();
    private readonly List<IDisposable> _links = [];
    private readonly bool _ipv6;

    public KernelPathLab(bool ipv6 = false, bool checksums = false)
    {
        _ipv6 = ipv6;
        try
        {
            Build(ipv6, checksums);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public KernelPathTables Tables { get; } = KernelPathTables.Create(new PathSize(4, 8, 8, 16));

    public KernelPathPrograms Programs { get; private set; } = null!;

    /// <summary>The namespaces of the containers 0 and 1 here, and 2 at the peer.</summary>
    public Namespace Container(int index) => new(index < 2 ? _containers[index].Name : _peer.Name);

    public NamedNamespace Uplinks => _uplinks;

    public static byte[] MacOf(int container) => [2, 0, 0, 0, 1, (byte)(container + 1)];

    /// <summary>The address of a container: 0 and 1 here, 2 at the peer.</summary>
    public static string AddressOf(int container, bool ipv6) => ipv6 ? $"fd08::{container + 1}" : $"10.8.0.{container + 1}";

    /// <summary>The frames that a container here has received.</summary>
    public long ReceivedBy(int container) => DeviceCounters.Received(_containers[container].Handle, "eth0");

    /// <summary>The frames that have left by the underlay.</summary>
    public long SentOnWire() => DeviceCounters.Sent(_uplinks.Handle, "wire");

    /// <summary>Tells the tables of everything.</summary>
    public void Fill(bool checksums = false)
    {
        for (int port = 0; port < 2; port++)
        {
            Tables.SetPort(port, new PathSender(Overlay, Vni, MacOf(port))
            {
                Addresses = [IPAddress.Parse(AddressOf(port, ipv6: false)), IPAddress.Parse(AddressOf(port, ipv6: true))],
            });
            Assert.True(Tables.SetEntry(Vni, MacOf(port), Overlay, PathTarget.Port(port), Mtu));
        }

        int uplink = _uplinks.Netlink.FindLink("wire")!.IfIndex;
        Tables.SetVtep(Vtep, new PathRoute(uplink, OuterHeader()) { UdpChecksum = checksums, AcceptsZeroChecksum = true });
        Assert.True(Tables.SetEntry(Vni, MacOf(2), Overlay, PathTarget.Vtep(Vtep), Mtu));
    }

    public void Dispose()
    {
        foreach (IDisposable link in _links) link.Dispose();
        Programs?.Dispose();
        Tables.Dispose();
        foreach (NamedNamespace part in (NamedNamespace[])[.. _containers, _peer, _uplinks, _engine]) part.Dispose();
    }

    private void Build(bool ipv6, bool checksums)
    {
        foreach (NamedNamespace part in (NamedNamespace[])[.. _containers, _peer, _uplinks])
            part.Ip("link set lo up");
        _engine.Handle.DisableIpv6();
        BuildUnderlay();
        string csum = ipv6 ? checksums ? "udp6zerocsumtx noudp6zerocsumrx" : "udp6zerocsumtx udp6zerocsumrx" : "noudpcsum";
        string local = Underlay(2), remote = Underlay(1);
        _peer.Ip($"link add vx address {Text(MacOf(2))} mtu {Mtu} type vxlan id {Vni} dstport 4789 local {local} nolearning {csum}");
        SetAddresses(_peer, "vx", 2);
        for (int port = 0; port < 2; port++)
        {
            new Command("bridge", "-n", _peer.Name, "fdb", "add", Text(MacOf(port)), "dev", "vx", "dst", remote).Run().Succeeds();
            BuildContainer(port);
        }

        var shunt = Shunt.Create(_engine.Handle, _uplinks.Handle, "shunt");
        _links.Add(shunt);
        Programs = KernelPathPrograms.Load(Tables, VxlanFrames.Port, FirstPort, shunt.EngineEnd, shunt.UplinkEnd);
        Attach(_engine, () => Programs.AttachShunt(shunt.EngineEnd));
        Attach(_uplinks, () => Programs.AttachUplinkShunt(shunt.UplinkEnd));
        Attach(_uplinks, () => Programs.AttachUplink(_uplinks.Netlink.FindLink("wire")!.IfIndex));
        for (int port = 0; port < 2; port++) Attach(_engine, () => Programs.AttachPort(FirstPort + port));
    }

    private void BuildUnderlay()
    {
        _uplinks.Ip($"link add wire address {Text(UplinkMac)} type veth peer name wire address {Text(PeerMac)} netns {_peer.Name}");
        foreach ((NamedNamespace side, int host) in ((NamedNamespace, int)[])[(_uplinks, 1), (_peer, 2)])
        {
            side.Ip($"addr add 10.9.0.{host}/24 dev wire");
            side.Ip($"addr add fd09::{host}/64 dev wire nodad");
            side.Ip("link set wire up");
        }

        _peer.Ip($"neigh replace 10.9.0.1 lladdr {Text(UplinkMac)} dev wire nud permanent");
        _peer.Ip($"neigh replace fd09::1 lladdr {Text(UplinkMac)} dev wire nud permanent");
    }

    private void BuildContainer(int port)
    {
        string inside = $"eth0 address {Text(MacOf(port))} netns {_containers[port].Name}";
        _engine.Ip($"link add p{port} index {FirstPort + port} mtu {Mtu} type veth peer name {inside}");
        _engine.Ip($"link set p{port} up");
        _containers[port].Ip($"link set eth0 mtu {Mtu}");
        SetAddresses(_containers[port], "eth0", port);
    }

    private static void SetAddresses(NamedNamespace part, string device, int container)
    {
        part.Ip($"link set {device} up");
        foreach (bool ipv6 in (bool[])[false, true])
        {
            part.Ip($"addr add {AddressOf(container, ipv6)}/{(ipv6 ? "64" : "24")} dev {device}{(ipv6 ? " nodad" : "")}");
            for (int other = 0; other < 3; other++)
            {
                if (other != container)
                    part.Ip($"neigh replace {AddressOf(other, ipv6)} lladdr {Text(MacOf(other))} dev {device} nud permanent");
            }
        }
    }

    private void Attach(NamedNamespace part, Func<TcxLink> attach) => _links.Add(part.Handle.Run(attach));

    private string Underlay(int host) => _ipv6 ? $"fd09::{host}" : $"10.9.0.{host}";

    private static byte[] UplinkMac => [2, 0, 0, 0, 9, 1];

    private static byte[] PeerMac => [2, 0, 0, 0, 9, 2];

    private static string Text(byte[] mac) => string.Join(':', mac.Select(part => part.ToString("x2")));

    private byte[] OuterHeader() => KernelPathFrames.OuterHeader(Underlay(1), Underlay(2), UplinkMac, PeerMac);
}
