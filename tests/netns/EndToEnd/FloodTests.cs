using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Three hosts: frames without a single receiver reach every other container and every other host exactly once.</summary>
public abstract class FloodTests<TShape> : LabTest, IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const int Copies = 5;

    // A next header for experiments (RFC 3692), to a documentation address: no stack answers or sends it.
    private const byte Experiment = 253;
    private const string OnlyExperiment = "ip6 proto 253";
    private const string Nowhere = "2001:db8::1";

    private static readonly int[] s_hosts = [1, 2, 3];
    private static readonly string[] s_destinations = ["ff:ff:ff:ff:ff:ff", "01:00:5e:01:02:03", "02:00:00:00:99:99"];

    protected FloodTests(LabFixture<TShape> fixture)
        : base(() => fixture.Lab)
    {
        Traffic.WarmUp(Lab.Container(1), Lab.Container(2).Ipv4);
        Traffic.WarmUp(Lab.Container(1), Lab.Container(3).Ipv4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Broadcast_multicast_and_unknown_unicast_reach_every_other_container_once(int host)
    {
        Container sender = Lab.Container(host);
        var receivers = Lab.Containers.ToList();
        using var captures = new CaptureSet(receivers.Select(receiver => ((Namespace)receiver, "eth0")), OnlyExperiment, "in");
        Flood(sender);
        foreach ((Container receiver, CaptureFile file) in receivers.Zip(captures.Stop()))
        {
            var copies = file.Fields("eth", "eth.dst").CountBy(frame => frame[0]).ToDictionary();
            Dictionary<string, int> expected =
                receiver == sender ? [] : s_destinations.ToDictionary(destination => destination, _ => Copies);
            Assert.True(
                copies.Count == expected.Count && copies.All(pair => expected.GetValueOrDefault(pair.Key) == pair.Value),
                $"{receiver} heard of {sender}: {string.Join(", ", copies.Select(pair => $"{pair.Value} copies to {pair.Key}"))}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_host_replicates_once_to_each_peer_and_never_relays_what_a_peer_replicated(int host)
    {
        Container sender = Lab.Container(host);
        using var captures = new CaptureSet(s_hosts.Select(i => (Lab.Switch, $"h{i}")), "udp port 4789", "in");
        Flood(sender);
        foreach ((int from, CaptureFile file) in s_hosts.Zip(captures.Stop()))
        {
            var copies = file.Fields($"vxlan && ipv6.nxt == {Experiment}", "ip.dst").CountBy(frame => frame[0]).ToDictionary();
            foreach (int to in s_hosts.Where(to => to != from))
            {
                int count = copies.GetValueOrDefault(Lab.Host(to).Address);
                Assert.True((from == host ? Copies * s_destinations.Length : 0) == count, $"h{from} sent {count} copies to h{to}");
            }
        }
    }

    [Fact]
    public void Known_unicast_goes_to_its_host_only()
    {
        (Container sender, Container receiver) = (Lab.Container(1), Lab.Container(2));
        using Capture bystander = Lab.Container(1, 2).Capture("eth0", $"udp and host {receiver.Ipv4}", "in");
        using Capture otherHost = Lab.Switch.Capture("h3", "udp port 4789", "out");
        Traffic.EchoDatagrams(sender, receiver, receiver.Ipv4, first: 100, last: 120);
        Assert.Equal(0, bystander.Stop().Count());
        Assert.Equal(0, otherHost.Stop().Count($"vxlan && udp.length >= 108 && ip.addr == {receiver.Ipv4}"));
    }

    [Fact]
    public void What_two_hosts_exchange_decodes_without_a_complaint()
    {
        using Capture capture = Lab.Switch.Capture("h1", "udp port 4789");
        Traffic.Ping(Lab.Container(1), Lab.Container(2).Ipv6);
        Traffic.EchoDatagrams(Lab.Container(1), Lab.Container(2), Lab.Container(2).Ipv4, first: 1, last: 300);
        Traffic.SendFile(Lab.Container(2), Lab.Container(1), Lab.Container(1).Ipv4, Traffic.Megabyte);
        CaptureFile file = capture.Stop();
        Assert.True(file.Count($"vxlan && ip.src == {Lab.Host(2).Address}") > 300);
        file.IsClean();
    }

    [Fact]
    public void Containers_of_all_hosts_reach_each_other()
    {
        foreach (Container from in Lab.Containers)
        {
            foreach (Container? to in Lab.Containers.Where(to => to != from)) Traffic.Ping(from, to.Ipv4, "-c", "1");
        }
    }

    private void Flood(Container sender)
    {
        Traffic.SendFrames(sender, "eth0", s_destinations.SelectMany(destination =>
            Enumerable.Repeat(
                FrameBuilder.Ethernet(destination, sender.Mac, FrameBuilder.Ipv6Type, FrameBuilder.Ipv6(
                    sender.Ipv6, Nowhere, Experiment, new byte[64])), Copies)));
        foreach (Container? other in Lab.Containers.Where(other => other != sender)) Traffic.Passed(sender, other);
    }
}
