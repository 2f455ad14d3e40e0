using System.Net;
using Falcon.Control.Configuration;
using Falcon.Engine.Options;
using Falcon.Steering;
using Falcon.Steering.Balancing;
using Falcon.Testing;
using Falcon.Vxlan;
using Falcon.Xsk.Threads;

namespace Falcon.Control.Tests.Configuration;

public class GoodConfigurationTests
{
    private const string Full = """
        uplinks:
          - device: eth1
            mode: zero-copy
          - {device: eth2, mode: skb, transmit: packet, vlan: accept}
        vteps: [10.0.0.2, "fd99::2"]
        vxlan-port: 8472
        outer-udp-checksum: true
        dscp: inherit
        ipv6-zero-checksum: accept
        reserved-bits: ignore
        workers: [3, 1]
        idle: poll
        steering: {load-threshold: 70%, flow-hash: xxhash, deliver: pipelined, encapsulate: inline}
        port-lane: xdp
        umem-frames: 32768
        fdb-capacity: 1024
        fdb-age: 2m
        accounting: false
        overlays:
          - vni: 100
            peers: [10.0.0.1, "fd99::1"]
            mtu: 1430
            learning: false
            mac-limit: 5000
            strangers: refuse
            coalesce: true
            fdb: [{mac: 02:00:00:00:01:01, vtep: 10.0.0.1}]
            ports:
              - name: web
                netns: web
                device: eth0
                mac: 02:00:00:00:02:01
                addresses: [192.168.1.2/24, "fd00::2/64"]
                coalesce: false
                mac-limit: 8
              - {name: db, netns: "pid:1234", device: eth0}
          - vni: 16777215
            coalesce: false
            ports: [{name: web2, netns: /run/x/ns, device: eth0, mac: 02:00:00:00:02:01, addresses: [192.168.1.2/24]}]
        admin-socket: /run/falcon/other.sock
        """;

    [Fact]
    public void Every_key_reaches_the_engine_options()
    {
        FalconConfiguration configuration = Yaml.Valid(Full);
        DataplaneOptions options = configuration.Dataplane;

        Assert.Equal(
            [
                new UplinkOptions("eth1", UplinkMode.ZeroCopy),
                new UplinkOptions("eth2", UplinkMode.Skb, UplinkTransmit.Packet, AcceptVlan: true)
            ],
            options.Uplinks);
        Assert.Equal([IPAddress.Parse("10.0.0.2"), IPAddress.Parse("fd99::2")], options.LocalVteps);
        Assert.Equal(8472, options.VxlanPort);
        Assert.True(options.OuterUdpChecksum);
        Assert.Null(options.Dscp);
        Assert.True(options.AcceptIpv6ZeroChecksum);
        Assert.True(options.IgnoreReservedBits);
        Assert.Equal([3, 1], options.Workers);
        Assert.Equal(IdleMode.Poll, options.Idle.Mode);
        Assert.Equal(
            new SteeringOptions
            {
                LoadThreshold = 0.7,
                FlowHash = FlowHashKind.XxHash,
                Deliver = StageMode.Pipelined,
                Encapsulate = StageMode.Inline
            },
            options.Steering);
        Assert.Equal(PortLaneKind.Xdp, options.PortLane);
        Assert.Equal(32_768, options.UmemFrames);
        Assert.Equal(1024, options.FdbCapacity);
        Assert.Equal(TimeSpan.FromMinutes(2), options.FdbAge);
        Assert.False(options.Accounting);
        Assert.Equal("/run/falcon/other.sock", configuration.AdminSocket);
        Assert.Equal([100u, 16_777_215u], options.Overlays.Select(o => o.Vni));
    }

    [Fact]
    public void An_overlay_is_read_in_full()
    {
        OverlayOptions overlay = Yaml.Valid(Full).Dataplane.Overlays[0];
        Assert.Equal([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd99::1")], overlay.Peers);
        Assert.Equal(1430, overlay.Mtu);
        Assert.False(overlay.Learning);
        Assert.Equal([new FdbEntryOptions(MacAddress.Parse("02:00:00:00:01:01"), IPAddress.Parse("10.0.0.1"))], overlay.Fdb);
        PortOptions web = overlay.Ports[0];
        Assert.Equal(("web", "web", "eth0", "02:00:00:00:02:01"), (web.Name, web.Netns, web.Device, web.Mac.ToString()));
        Assert.Equal([(IPAddress.Parse("192.168.1.2"), 24), (IPAddress.Parse("fd00::2"), 64)], web.Addresses);
        Assert.Equal((5000, StrangerMode.Refuse), (overlay.MacLimit, overlay.Strangers));
        Assert.Equal([8, 1024], overlay.Ports.Select(port => port.MacLimit));
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        FalconConfiguration configuration = Yaml.Valid(Yaml.Minimal);
        DataplaneOptions options = configuration.Dataplane;
        Assert.Equal([new UplinkOptions("eth1")], options.Uplinks);
        Assert.Empty(options.LocalVteps);
        Assert.Equal(4789, options.VxlanPort);
        Assert.False(options.OuterUdpChecksum);
        Assert.Equal((byte)0, options.Dscp);
        Assert.False(options.AcceptIpv6ZeroChecksum);
        Assert.False(options.IgnoreReservedBits);
        Assert.Equal([0], options.Workers);
        Assert.Equal(IdleMode.Adaptive, options.Idle.Mode);
        Assert.Equal(PortLaneKind.Packet, options.PortLane);
        Assert.Null(options.UmemFrames);
        Assert.Equal(65_536, options.FdbCapacity);
        Assert.Equal(TimeSpan.FromMinutes(5), options.FdbAge);
        Assert.True(options.Accounting);
        Assert.Equal("/run/falcon/admin.sock", configuration.AdminSocket);
        OverlayOptions overlay = Assert.Single(options.Overlays);
        Assert.Equal((null, true, true), (overlay.Mtu, overlay.Learning, overlay.Coalesce));
        Assert.Equal((null, StrangerMode.Serve, FlowHashKind.Crc32C), (overlay.MacLimit, overlay.Strangers, options.Steering.FlowHash));
    }

    [Fact]
    public void Automatic_workers_leave_CPU_0_to_the_host_where_there_is_another()
    {
        Assert.Equal([1, 2, 5], WorkersReader.Choose([0, 1, 2, 5]));
        Assert.Equal([0], WorkersReader.Choose([0]));
        Assert.Equal(WorkersReader.Choose(ThreadAffinity.AllowedCpus()), Yaml.Valid($"{Yaml.Minimal}workers: auto").Dataplane.Workers);
    }

    [Fact]
    public void Coalescing_is_switched_per_overlay_and_per_port()
    {
        IReadOnlyList<OverlayOptions> overlays = Yaml.Valid(Full).Dataplane.Overlays;
        Assert.Equal([true, false], overlays.Select(o => o.Coalesce));
        Assert.Equal([false, true, true], overlays.SelectMany(o => o.Ports).Select(p => p.Coalesce));
    }

    [Fact]
    public void A_port_without_a_MAC_gets_the_derived_one() =>
        Assert.Equal(DefaultMac.For(100, "db"), Yaml.Valid(Full).Dataplane.Overlays[0].Ports[1].Mac);

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("24h", 86_400)]
    public void A_duration_has_a_unit_or_is_in_seconds(string text, int seconds) =>
        Assert.Equal(seconds, Yaml.Valid($"{Yaml.Minimal}fdb-age: {text}").Dataplane.FdbAge.TotalSeconds);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("46", 46)]
    [InlineData("63", 63)]
    public void A_dscp_is_a_number_of_six_bits(string text, int dscp) =>
        Assert.Equal((byte)dscp, Yaml.Valid($"{Yaml.Minimal}dscp: {text}").Dataplane.Dscp);

    [Fact]
    public void Keys_know_where_they_stand()
    {
        IReadOnlyDictionary<string, SourcePosition> positions = Yaml.Valid(Full).Positions;
        Assert.Equal(new SourcePosition(2, 13), positions["uplinks[0].device"]);
        Assert.Equal(new SourcePosition(30, 16), positions["overlays[0].ports[0].netns"]);
    }

    [Fact]
    public void The_example_of_the_documentation_is_valid()
    {
        string file = Repository.PathOf("docs/examples/falcon.yaml");
        Assert.Empty(FalconConfiguration.Load(file).Problems);
    }
}
