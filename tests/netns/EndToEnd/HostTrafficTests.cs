using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Traffic that belongs to no overlay stays the host's: the uplink is shared with ssh, monitoring and everything else.</summary>
public abstract class HostTrafficTests<TShape> : LabTest, IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const string ForeignVni = "999";

    protected HostTrafficTests(LabFixture<TShape> fixture)
        : base(() => fixture.Lab)
    {
        Traffic.WarmUp(Lab.Container(1), Lab.Container(2).Ipv4);
    }

    private Host Here => Lab.Host(1);

    private Host Peer => Lab.Host(2);

    [Fact]
    public void The_vtep_address_answers_pings() => Traffic.Ping(Peer, Here.Address);

    [Fact]
    public void Neighbours_on_the_underlay_are_found()
    {
        Peer.Exec("ip", "neigh", "flush", "dev", Host.Uplink).Succeeds();
        Traffic.Ping(Peer, Here.Address, "-c", "1");
        Here.Exec("ip", "neigh", "flush", "dev", Host.Uplink).Succeeds();
        Traffic.Ping(Here, Peer.Address, "-c", "1");
        Traffic.Ping(Lab.Container(1), Lab.Container(2).Ipv4);
    }

    [Fact]
    public void Tcp_to_a_listener_on_the_host_arrives_unchanged_in_both_directions()
    {
        Traffic.SendFile(Peer, Here, Here.Address, 5 * Traffic.Megabyte);
        Traffic.SendFile(Here, Peer, Peer.Address, 5 * Traffic.Megabyte);
    }

    [Fact]
    public void A_connection_of_the_host_and_one_of_a_container_live_side_by_side()
    {
        (Container client, Container server) = (Lab.Container(1), Lab.Container(2));
        using RunningCommand listener = server.Serve(5201, "iperf3", "-s", "-1");
        using RunningCommand overlay = client.Start("iperf3", "-c", server.Ipv4, "-t", "2");
        Traffic.SendFile(Peer, Here, Here.Address, 5 * Traffic.Megabyte);
        overlay.Ends().Succeeds();
    }

    [Fact]
    public void Udp_to_other_ports_arrives_fragments_included()
    {
        Traffic.EchoDatagrams(Peer, Here, Here.Address, first: 1, last: 100);
        Traffic.EchoDatagrams(Peer, Here, Here.Address, first: 4_000, last: 4_010);
    }

    [Fact]
    public void Vxlan_with_a_vni_that_is_not_ours_reaches_the_kernels_vxlan_device()
    {
        AddForeignOverlay(Here, Peer, "172.31.0.1/24");
        AddForeignOverlay(Peer, Here, "172.31.0.2/24");
        try
        {
            Traffic.Ping(Here, "172.31.0.2");
            Traffic.Ping(Peer, "172.31.0.1");
            Traffic.Ping(Lab.Container(1), Lab.Container(2).Ipv4);
        }
        finally
        {
            Here.Exec("ip", "link", "del", "foreign").Succeeds();
            Peer.Exec("ip", "link", "del", "foreign").Succeeds();
        }
    }

    private static void AddForeignOverlay(Host host, Host peer, string address)
    {
        host.Exec(
            "ip", "link", "add", "foreign", "type", "vxlan", "id", ForeignVni, "dstport", "4789",
            "local", host.Address, "remote", peer.Address, "dev", Host.Uplink).Succeeds();
        host.Exec("ip", "addr", "add", address, "dev", "foreign").Succeeds();
        host.Exec("ip", "link", "set", "foreign", "up").Succeeds();
    }
}

public sealed class KernelHostTrafficTests(LabFixture<KernelWithKernel> lab) : HostTrafficTests<KernelWithKernel>(lab);

public sealed class FalconHostTrafficTests(LabFixture<PacketLaneWithKernel> lab) : HostTrafficTests<PacketLaneWithKernel>(lab);

public sealed class FalconHostTrafficOverIpv6Tests(LabFixture<XdpLaneWithFalconOverIpv6> lab)
    : HostTrafficTests<XdpLaneWithFalconOverIpv6>(lab);
