using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>
/// Hosts that are containers themselves, as with kind and containerlab: the underlay is veths with offloads, so kernel peers leave inner
/// and outer checksums partial.
/// </summary>
public abstract class OffloadTests<TShape> : LabTest, IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    protected OffloadTests(LabFixture<TShape> fixture)
        : base(() => fixture.Lab)
    {
        Traffic.WarmUp(Here, There.Ipv4);
        Traffic.WarmUp(Here, There.Ipv6);
    }

    private Container Here => Lab.Container(1);

    private Container There => Lab.Container(2);

    [Fact]
    public void Pings_are_answered()
    {
        foreach ((Container from, string to) in Ways) Traffic.Ping(from, to, "-s", "1000");
    }

    [Fact]
    public void Datagrams_of_any_size_are_echoed()
    {
        Traffic.EchoDatagrams(Here, There, There.Ipv4);
        Traffic.EchoDatagrams(There, Here, Here.Ipv4);
        Traffic.EchoDatagrams(Here, There, There.Ipv6, last: 1380);
        Traffic.EchoDatagrams(There, Here, Here.Ipv6, last: 1380);
    }

    [Fact]
    public void Tcp_arrives_unchanged()
    {
        foreach ((Container from, Container to, string address) in (ValueTuple<Container, Container, string>[])
            [(Here, There, There.Ipv4), (There, Here, Here.Ipv4), (Here, There, There.Ipv6), (There, Here, Here.Ipv6)])
        {
            Traffic.SendFile(from, to, address, 3 * Traffic.Megabyte);
        }
    }

    private IEnumerable<(Container From, string To)> Ways =>
        [(Here, There.Ipv4), (There, Here.Ipv4), (Here, There.Ipv6), (There, Here.Ipv6)];
}

public sealed class PacketLaneOffloadTests(LabFixture<PacketLaneWithOffloads> fixture) : OffloadTests<PacketLaneWithOffloads>(fixture)
{
    /// <summary>The inner checksum is partial then, and nothing in the outer headers says so.</summary>
    [Fact]
    public void A_kernel_peer_without_outer_checksums_is_understood_too()
    {
        (Host peer, Host here) = (Lab.Host(2), Lab.Host(1));
        peer.Exec("ip", "link", "del", "vx100").Succeeds();
        peer.Exec(
            "ip", "link", "add", "vx100", "mtu", "1450", "type", "vxlan", "id", "100", "dstport", "4789",
            "local", peer.Address, "dev", Host.Uplink,
            "learning", "noudpcsum").Succeeds();
        peer.Exec("ip", "link", "set", "vx100", "master", "br100", "up").Succeeds();
        peer.Exec("bridge", "fdb", "append", "00:00:00:00:00:00", "dev", "vx100", "dst", here.Address).Succeeds();
        Datagrams_of_any_size_are_echoed();
        Tcp_arrives_unchanged();
    }
}

public sealed class PacketLaneOffloadOverIpv6Tests(LabFixture<PacketLaneWithOffloadsOverIpv6> fixture)
    : OffloadTests<PacketLaneWithOffloadsOverIpv6>(fixture);

public sealed class XdpLaneOffloadTests(LabFixture<XdpLaneWithOffloads> fixture) : OffloadTests<XdpLaneWithOffloads>(fixture);

public sealed class FalconOffloadTests(LabFixture<FalconWithOffloads> fixture) : OffloadTests<FalconWithOffloads>(fixture);

public sealed class KernelOffloadTests(LabFixture<KernelWithOffloads> fixture) : OffloadTests<KernelWithOffloads>(fixture);
