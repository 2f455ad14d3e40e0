using System.Globalization;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Falcon's frames on the wire, captured on the uplink of the kernel's host.</summary>
public abstract class UnderlayTests<TShape> : LabTest, IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const string Vxlan = "udp port 4789";
    private const int FirstDynamicPort = 49_152;
    private const int FirstLinuxPort = 32_768;

    protected UnderlayTests(LabFixture<TShape> fixture)
        : base(() => fixture.Lab)
    {
        // GRO would show joined frames that were never on the wire.
        Peer.TurnGroOff();
        Traffic.WarmUp(Here, There.Ipv4);
    }

    private Host Peer => Lab.Host(2);

    private Container Here => Lab.Container(1);

    private Container There => Lab.Container(2);

    // The kernel has other defaults for source ports, checksum and DF.
    private bool ByFalcon => Lab.Host(1).RunsFalcon;

    private bool OverIpv4 => Lab.Topology.Underlay == 4;

    private string FromFalcon => OverIpv4 ? $"vxlan && ip.src == {Lab.Host(1).Address}" : $"vxlan && ipv6.src == {Lab.Host(1).Address}";

    [Fact]
    public void Every_frame_decodes_without_a_complaint_and_with_right_checksums()
    {
        using Capture capture = Peer.Capture(Host.Uplink, Vxlan);
        Neighbours.AreFound(Here, There.Ipv4, There.Mac);
        Neighbours.AreFound(Here, There.Ipv6, There.Mac);
        Traffic.EchoDatagrams(Here, There, There.Ipv4);
        Traffic.EchoDatagrams(Here, There, There.Ipv6, last: 200);
        Traffic.SendFile(Here, There, There.Ipv4, 2 * Traffic.Megabyte);
        Traffic.SendFile(There, Here, Here.Ipv6, 2 * Traffic.Megabyte);
        CaptureFile file = capture.Stop();
        Assert.True(file.Count(FromFalcon) > 1400);
        file.IsClean();
    }

    [Fact]
    public void The_outer_headers_are_those_of_rfc_7348()
    {
        using Capture capture = Peer.Capture(Host.Uplink, Vxlan);
        Traffic.Ping(Here, There.Ipv4);
        Traffic.EchoDatagrams(Here, There, There.Ipv4, first: 1, last: 64);
        IReadOnlyList<string[]> frames = capture.Stop().Fields(
            FromFalcon, "udp.srcport", "udp.dstport", "udp.checksum", "ip.flags.df", "ip.ttl", "ipv6.hlim", "vxlan.flags", "vxlan.vni");
        Assert.NotEmpty(frames);
        Assert.All(frames, frame =>
        {
            int sourcePort = int.Parse(Outer(frame[0]), CultureInfo.InvariantCulture);
            Assert.InRange(sourcePort, ByFalcon ? FirstDynamicPort : FirstLinuxPort, ushort.MaxValue);
            Assert.Equal("4789", Outer(frame[1]));
            if (ByFalcon) Assert.Equal(OverIpv4, Outer(frame[2]) == "0x0000");
            if (ByFalcon && OverIpv4) Assert.Equal("1", Outer(frame[3]));
            Assert.Equal("64", Outer(OverIpv4 ? frame[4] : frame[5]));
            Assert.Equal("0x0800", frame[6]);
            Assert.Equal("100", frame[7]);
        });
    }

    [Fact]
    public void A_flow_keeps_its_outer_source_port_and_other_flows_have_others()
    {
        const int Flows = 16;
        const int Datagrams = 4;
        string[] ports = Enumerable.Range(30_000, Flows).Select(port => $"{port}").ToArray();
        using Capture capture = Peer.Capture(Host.Uplink, Vxlan);
        Here.Script("udp_send.py", null, [There.Ipv4, "31000", "flow", $"{Datagrams}", .. ports]).Succeeds();
        Traffic.Passed(Here, There);
        IReadOnlyList<string[]> frames = capture.Stop().Fields($"{FromFalcon} && udp.dstport == 31000", "udp.srcport");
        Assert.Equal(Flows * Datagrams, frames.Count);
        var outerPortsByFlow = frames.Select(frame => frame[0].Split(',')).GroupBy(both => both[1], both => both[0]).ToList();
        Assert.Equal(Flows, outerPortsByFlow.Count);
        Assert.All(outerPortsByFlow, flow => Assert.Single(flow.Distinct()));
        Assert.InRange(outerPortsByFlow.Select(flow => flow.First()).Distinct().Count(), Flows - 2, Flows);
    }

    [Fact]
    public void A_udp_checksum_that_sums_up_to_zero_is_sent_as_all_ones()
    {
        using Capture capture = Peer.Capture(Host.Uplink, Vxlan);
        Here.Script("udp_zero_checksum.py", null, There.Ipv4, "31001").Succeeds();
        Traffic.Passed(Here, There);
        CaptureFile file = capture.Stop();
        string[] frame = Assert.Single(file.Fields($"{FromFalcon} && udp.dstport == 31001", "udp.checksum"));
        Assert.EndsWith("0xffff", frame[0], StringComparison.Ordinal);
        file.IsClean();
    }

    private static string Outer(string values) => values.Split(',')[0];
}
