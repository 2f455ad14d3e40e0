using Falcon.Xsk.Links;


namespace Falcon.Netns.Tests.Harness;

/// <summary>
/// A container at the end of a veth. "eth0" has an address and is in a namespace of that name; the host end is in a namespace without a
/// name, as with the engine. Both ends are up, and the container knows the neighbour <see cref="RemoteIp"/>.
/// </summary>
public sealed class ContainerLink : IDisposable
{
    public const string HostDevice = "p0";
    public const string LocalIp = "192.168.77.1";
    public const string RemoteIp = "192.168.77.2";
    public const int Mtu = 1450;

    public static readonly byte[] ContainerMac = [2, 0, 0, 0, 2, 1];
    public static readonly byte[] RemoteMac = [2, 0, 0, 0, 2, 2];

    private readonly NetworkNamespace? _own;

    /// <param name="host">The namespace of the host end; null to make one.</param>
    /// <param name="device">The name of the host end.</param>
    /// <param name="local">The container's address.</param>
    /// <param name="remote">The neighbour's address.</param>
    public ContainerLink(NetworkNamespace? host = null, string device = HostDevice, string local = LocalIp, string remote = RemoteIp)
    {
        _own = host is null ? NetworkNamespace.CreateAnonymous() : null;
        Host = host ?? _own!;
        Host.DisableIpv6();
        Container = new NamedNamespace();
        Container.Handle.DisableIpv6();
        using RtNetlink netlink = Host.Run(RtNetlink.Open);
        netlink.CreateVeth(new VethOptions
        {
            Name = device,
            PeerName = "eth0",
            PeerNamespaceFd = Container.Handle.Fd,
            PeerMac = ContainerMac,
            Mtu = Mtu,
        });
        IfIndex = netlink.FindLink(device)!.IfIndex;
        ContainerIfIndex = Container.Netlink.FindLink("eth0")!.IfIndex;
        netlink.SetUp(IfIndex);
        Container.Netlink.SetUp(ContainerIfIndex);
        Container.Netlink.AddAddress(ContainerIfIndex, System.Net.IPAddress.Parse(local), 24);
        Container.Ip($"neigh add {remote} lladdr {string.Join(':', RemoteMac.Select(b => b.ToString("x2", null)))} dev eth0");
    }

    public NetworkNamespace Host { get; }

    public NamedNamespace Container { get; }

    /// <summary>The host end's interface index in <see cref="Host"/>.</summary>
    public int IfIndex { get; }

    /// <summary>The interface index of eth0 in the container.</summary>
    public int ContainerIfIndex { get; }

    public void Dispose()
    {
        Container.Dispose();
        _own?.Dispose();
    }
}
