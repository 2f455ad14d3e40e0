using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>What containers expect of a network, on one host and between two; for each pair of hosts, underlay and port lane.</summary>
public abstract class OverlayTests<TShape> : LabTest, IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const int Ipv4Headers = 28;
    private const int Ipv6Headers = 48;

    protected OverlayTests(LabFixture<TShape> fixture)
        : base(() => fixture.Lab)
    {
        Traffic.WarmUp(Here, There.Ipv4);
        Traffic.WarmUp(Here, Beside.Ipv4);
    }

    private Container Here => Lab.Container(1, 1);

    private Container Beside => Lab.Container(1, 2);

    private Container There => Lab.Container(2, 1);

    [Fact]
    public void Containers_of_two_hosts_ping_each_other()
    {
        Traffic.Ping(Here, There.Ipv4);
        Traffic.Ping(There, Here.Ipv4);
        Traffic.Ping(Here, There.Ipv6);
        Traffic.Ping(There, Here.Ipv6);
    }

    [Fact]
    public void Containers_of_one_host_ping_each_other()
    {
        Traffic.Ping(Here, Beside.Ipv4);
        Traffic.Ping(Beside, Here.Ipv6);
    }

    [Fact]
    public void Arp_finds_the_neighbour_from_either_side()
    {
        Neighbours.AreFound(Here, There.Ipv4, There.Mac);
        Neighbours.AreFound(There, Here.Ipv4, Here.Mac);
        Here.Script("arp.py", null, "ask", Here.Mac, Here.Ipv4, There.Ipv4).Succeeds();
    }

    [Fact]
    public void Ipv6_neighbour_discovery_finds_the_neighbour_from_either_side()
    {
        Neighbours.AreFound(Here, There.Ipv6, There.Mac);
        Neighbours.AreFound(There, Here.Ipv6, Here.Mac);
    }

    [Fact]
    public void A_gratuitous_arp_reaches_the_other_containers()
    {
        Neighbours.AreToldByGratuitousArp(Here, [Beside, There]);
        Neighbours.AreToldByGratuitousArp(There, [Here]);
    }

    [Fact]
    public void Tcp_runs_in_both_directions_between_hosts()
    {
        Traffic.Iperf(Here, There, There.Ipv4);
        Traffic.Iperf(Here, There, There.Ipv4, "-R");
    }

    [Fact]
    public void Tcp_runs_between_containers_of_one_host() => Traffic.Iperf(Here, Beside, Beside.Ipv4, "-t", "1");

    [Fact]
    public void Fifty_megabytes_of_tcp_arrive_unchanged_in_both_directions()
    {
        Traffic.SendFile(Here, There, There.Ipv4, 50 * Traffic.Megabyte);
        Traffic.SendFile(There, Here, Here.Ipv4, 50 * Traffic.Megabyte);
    }

    [Fact]
    public void Tcp_over_ipv6_arrives_unchanged_in_both_directions()
    {
        Traffic.SendFile(Here, There, There.Ipv6, 10 * Traffic.Megabyte);
        Traffic.SendFile(There, Here, Here.Ipv6, 10 * Traffic.Megabyte);
    }

    [Fact]
    public void Tcp_between_containers_of_one_host_arrives_unchanged()
    {
        Traffic.SendFile(Here, Beside, Beside.Ipv4, 10 * Traffic.Megabyte);
        Traffic.SendFile(Here, Beside, Beside.Ipv6, 10 * Traffic.Megabyte);
    }

    [Fact]
    public void Datagrams_of_1_to_1400_bytes_arrive_unchanged_between_hosts()
    {
        Traffic.EchoDatagrams(Here, There, There.Ipv4);
        Traffic.EchoDatagrams(There, Here, Here.Ipv6, last: Lab.Topology.InnerMtu - Ipv6Headers);
    }

    [Fact]
    public void Datagrams_of_1_to_1400_bytes_arrive_unchanged_on_one_host() => Traffic.EchoDatagrams(Here, Beside, Beside.Ipv4);

    [Fact]
    public void Datagrams_larger_than_the_mtu_arrive_in_fragments()
    {
        Traffic.EchoDatagrams(Here, There, There.Ipv4, first: 4_990, last: 5_000);
        Traffic.EchoDatagrams(There, Here, Here.Ipv6, first: 4_990, last: 5_000);
        Traffic.EchoDatagrams(Here, Beside, Beside.Ipv4, first: 4_990, last: 5_000);
    }

    [Fact]
    public void A_full_sized_packet_passes_undivided_and_one_byte_more_is_refused_by_the_sender()
    {
        int mtu = Lab.Topology.InnerMtu;
        foreach ((Container from, Container to) in new[] { (Here, There), (There, Here), (Here, Beside) })
        {
            Traffic.Ping(from, to.Ipv4, "-c", "1", "-M", "do", "-s", $"{mtu - Ipv4Headers}");
            Traffic.Ping(from, to.Ipv6, "-c", "1", "-M", "do", "-s", $"{mtu - Ipv6Headers}");
            CommandResult tooLong =
                from.Exec("ping", "-c", "1", "-W", "0.1", "-M", "do", "-s", $"{mtu - Ipv4Headers + 1}", to.Ipv4).Fails();
            Assert.Contains("message too long", tooLong.Error, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void No_frame_is_lost_to_the_pool_after_traffic()
    {
        Traffic.EchoDatagrams(Here, There, There.Ipv4, first: 64, last: 256);
        Traffic.SendFile(There, Here, Here.Ipv4, 5 * Traffic.Megabyte);
        foreach (Host host in Lab.FalconHosts) Frames.AreConserved(host.Admin);
    }
}
