using CsCheck;
using Falcon.Control.Configuration;

namespace Falcon.Control.Tests.Configuration;

public class BadConfigurationTests
{
    [Theory]
    [MemberData(nameof(TopLevel))]
    public void A_top_level_key_is_refused_with_its_place_and_what_would_be_right(string yaml, string problem) =>
        Assert.Equal([$"falcon.yaml:{problem}"], Yaml.Problems(Yaml.Minimal + yaml));

    public static TheoryData<string, string> TopLevel => new()
    {
        { "vxlan-prot: 1", "4:1: vxlan-prot: unknown key; did you mean vxlan-port?" },
        { "vxlanPort: 1", "4:1: vxlanPort: unknown key; did you mean vxlan-port?" },
        {
            "colour: red",
            "4:1: colour: unknown key; use uplinks, vteps, vxlan-port, outer-udp-checksum, dscp, "
            + "ipv6-zero-checksum, reserved-bits, workers, idle, steering, port-lane, umem-frames, "
            + "fdb-capacity, fdb-age, accounting, overlays or admin-socket"
        },
        { "vxlan-port: 0", "4:13: vxlan-port: '0' is not a UDP port from 1 to 65535" },
        { "vxlan-port: \"4789\"", "4:13: vxlan-port: \"4789\" is a text; it should be a UDP port from 1 to 65535, without quotes" },
        { "vxlan-port: many", "4:13: vxlan-port: 'many' is not a UDP port from 1 to 65535" },
        { "vxlan-port: [1]", "4:13: vxlan-port: is a list; it should be a UDP port from 1 to 65535" },
        { "vxlan-port:", "4:12: vxlan-port: has no value; it should be a UDP port from 1 to 65535" },
        { "vxlan-port: 1\nvxlan-port: 2", "5:1: vxlan-port: is given twice; the first is on line 4" },
        { "outer-udp-checksum: yes", "4:21: outer-udp-checksum: 'yes' is not true or false" },
        { "accounting: 1", "4:13: accounting: '1' is not true or false" },
        { "workers: 0", "4:10: workers: '0' is not auto or a list of CPUs, such as [1, 2]" },
        { "workers: all", "4:10: workers: 'all' is not auto or a list of CPUs, such as [1, 2]" },
        { "workers: []", "4:10: workers: is empty; it should be auto or a list of CPUs, such as [1, 2]" },
        { "workers: [-1]", "4:11: workers[0]: '-1' is not a CPU number from 0 to 8191" },
        { "workers:\n- 2\n- 3\n- 3", "7:3: workers[2]: CPU 3 is taken by workers[1] on line 6; give each its own" },
        { "idle: spin", "4:7: idle: 'spin' is not adaptive, poll or block" },
        { "idle: pol", "4:7: idle: 'pol' is not adaptive, poll or block; did you mean poll?" },
        { "steering: {load-threshold: 85}", "4:28: steering.load-threshold: '85' is not a share from 10% to 100%, such as 85%" },
        { "steering: {load-threshold: 101%}", "4:28: steering.load-threshold: '101%' is not a share from 10% to 100%, such as 85%" },
        { "steering: {deliver: on}", "4:21: steering.deliver: 'on' is not auto, inline or pipelined" },
        { "steering: {flow-hash: crc}", "4:23: steering.flow-hash: 'crc' is not crc32c or xxhash; did you mean crc32c?" },
        { "steering: {flow-hash: md5}", "4:23: steering.flow-hash: 'md5' is not crc32c or xxhash" },
        {
            "steering: {bridge: auto}",
            "4:12: steering.bridge: unknown key; use load-threshold, flow-hash, coalesce, deliver, encapsulate or shuffle"
        },
        {
            "steering: auto",
            "4:11: steering: 'auto' is not a mapping with the keys load-threshold, flow-hash, coalesce, deliver, encapsulate or shuffle"
        },
        { "port-lane: pakcet", "4:12: port-lane: 'pakcet' is not packet or xdp; did you mean packet?" },
        { "port-lane: dpdk", "4:12: port-lane: 'dpdk' is not packet or xdp" },
        { "umem-frames: 4095", "4:14: umem-frames: '4095' is not a number of frames from 4096 to 2097152" },
        { "umem-frames: 2097153", "4:14: umem-frames: '2097153' is not a number of frames from 4096 to 2097152" },
        { "fdb-capacity: 4.5", "4:15: fdb-capacity: '4.5' is not a number of entries from 16 to 16777216" },
        { "fdb-age: 5 minutes", "4:10: fdb-age: '5 minutes' is not a time from 1s to 24h, such as 300s, 5m or 1h" },
        { "fdb-age: 0", "4:10: fdb-age: '0' is not a time from 1s to 24h, such as 300s, 5m or 1h" },
        { "admin-socket: admin.sock", "4:15: admin-socket: 'admin.sock' is not an absolute path such as /run/falcon/admin.sock" },
        { "vteps: [10.0.0.2, 10.0.0.2]", "4:19: vteps[1]: VTEP 10.0.0.2 is taken by vteps[0] on line 4; give each its own" },
        { "vteps: [10.1]", "4:9: vteps[0]: '10.1' is not the IPv4 or IPv6 address of one host, such as 10.0.0.1" },
        { "vteps: [224.0.0.1]", "4:9: vteps[0]: '224.0.0.1' is not the IPv4 or IPv6 address of one host, such as 10.0.0.1" },
        {
            "vteps: [10.0.0.2/24]",
            "4:9: vteps[0]: '10.0.0.2/24' is not the IPv4 or IPv6 address of one host, such as 10.0.0.1, without a prefix length"
        },
        { "vteps: []", "4:8: vteps: is empty; it should be a list of our underlay addresses, such as [10.0.0.2]" },
        { "? [a]\n: 1", "4:3: a key must be plain text" },
        { "fdb-age: &age 5m", "4:10: the anchor &age is not supported; write values out where they are needed" },
        { "fdb-age: *age", "4:10: the alias *age is not supported; write the value out" },
        { "fdb-age: !!str 5m", "4:10: the tag tag:yaml.org,2002:str is not supported; leave it out" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_refused_as_a_whole(string yaml, string problem) =>
        Assert.Equal([$"falcon.yaml:{problem}"], Yaml.Problems(yaml));

    public static TheoryData<string, string> Files => new()
    {
        { "", "1:1: the file is empty; it needs at least the keys uplinks and overlays" },
        { "# nothing\n---\n", "1:1: the file is empty; it needs at least the keys uplinks and overlays" },
        {
            "just words",
            "1:1: 'just words' is not a mapping with the keys uplinks, vteps, vxlan-port, outer-udp-checksum, dscp, "
            + "ipv6-zero-checksum, reserved-bits, workers, idle, steering, port-lane, umem-frames, "
            + "fdb-capacity, fdb-age, accounting, overlays or admin-socket"
        },
        {
            "uplinks: [{device:\noverlays: [{vni: 1}]\n",
            "1:10: not valid YAML after this place; is a bracket or brace left open, or a tag (!) malformed?"
        },
        {
            "uplinks: [{device: eth1}]\noverlays: [{vni: 1}\n",
            "3:1: not valid YAML: While parsing a flow sequence, did not find expected ',' or ']'"
        },
        {
            "uplinks: [{device: eth1}]\n\toverlays: []\n",
            "2:1: not valid YAML: While scanning a mapping, found invalid tab as indentation"
        },
        {
            "uplinks: [{device: eth1}]",
            "1:1: overlays: is missing; give a list of VXLAN segments, such as [{vni: 100, peers: [10.0.0.1], ports: []}]"
        },
        { "overlays: [{vni: 1}]", "1:1: uplinks: is missing; give a list of underlay devices, such as [{device: eth1}]" },
        {
            "uplinks: []\noverlays: [{vni: 1}]",
            "1:10: uplinks: is empty; it should be a list of underlay devices, such as [{device: eth1}]"
        },
        {
            "uplinks: [{device: eth1}, {device: eth1}]\noverlays: [{vni: 1}]",
            "1:36: uplinks[1].device: device eth1 is taken by uplinks[0].device on line 1; give each its own"
        },
        {
            "uplinks: [{mode: auto}]\noverlays: [{vni: 1}]",
            "1:11: uplinks[0].device: is missing; give the name of the underlay device, such as eth1"
        },
        { "uplinks: [eth1]\noverlays: [{vni: 1}]", "1:11: uplinks[0]: 'eth1' is not an uplink such as {device: eth1, mode: auto}" },
        {
            "uplinks: [{device: a-name-too-long1}]\noverlays: [{vni: 1}]",
            "1:20: uplinks[0].device: 'a-name-too-long1' is 16 bytes long; the kernel allows at most 15"
        },
        { "uplinks: [{device: a/b}]\noverlays: [{vni: 1}]", "1:20: uplinks[0].device: 'a/b' is not a device name: no '/', ':' or spaces" },
        {
            "uplinks: [{device: eth1, mode: zerocpy}]\noverlays: [{vni: 1}]",
            "1:32: uplinks[0].mode: 'zerocpy' is not auto, zero-copy, copy or skb; did you mean zero-copy?"
        },
        {
            "uplinks: [{device: eth1, attach: xdp}]\noverlays: [{vni: 1, path: kernel}]",
            "2:27: overlays[0].path: kernel cannot be used on an uplink with attach: xdp"
        },
        {
            "port-lane: xdp\nuplinks: [{device: eth1}]\noverlays: [{vni: 1, path: kernel}]",
            "3:27: overlays[0].path: kernel needs port-lane: packet"
        },
        {
            "uplinks: [{device: eth1, transmit: xsk, attach: tc}]\noverlays: [{vni: 1}]",
            "1:49: uplinks[0].attach: tc cannot be used on an uplink with transmit: xsk; AF_XDP can send only where it receives"
        },
        {
            "uplinks: [{device: eth1, transmit: ring}]\noverlays: [{vni: 1}]",
            "1:36: uplinks[0].transmit: 'ring' is not auto, xsk or packet"
        },
        { "uplinks: [{device: eth1, vlan: 5}]\noverlays: [{vni: 1}]", "1:32: uplinks[0].vlan: '5' is not accept or refuse" },
        { "uplinks: [{device: eth1}]\ndscp: 64\noverlays: [{vni: 1}]", "2:7: dscp: '64' is not inherit or a DSCP from 0 to 63" },
        { "uplinks: [{device: eth1}]\ndscp: ef\noverlays: [{vni: 1}]", "2:7: dscp: 'ef' is not inherit or a DSCP from 0 to 63" },
        {
            "uplinks: [{device: eth1}]\nipv6-zero-checksum: true\noverlays: [{vni: 1}]",
            "2:21: ipv6-zero-checksum: 'true' is not accept or refuse"
        },
        {
            "uplinks: [{device: eth1}]\nreserved-bits: ignored\noverlays: [{vni: 1}]",
            "2:16: reserved-bits: 'ignored' is not ignore or refuse; did you mean ignore?"
        },
        { "uplinks: [{device: eth1}]\noverlays: [{vni: 1}]\n---\na: 1", "3:1: a second document begins here; put everything into one" },
        {
            "uplinks: [{!![ device: eth1}]\n",
            "1:11: not valid YAML after this place; is a bracket or brace left open, or a tag (!) malformed?"
        },
        { "uplinks: " + new string('[', 40) + new string(']', 40), "1:26: not valid YAML: nested more than 16 levels deep" },
    };

    [Theory]
    [MemberData(nameof(Overlays))]
    public void An_overlay_is_refused_with_its_place_and_what_would_be_right(string yaml, string problem) =>
        Assert.Equal([$"falcon.yaml:{problem}"], Yaml.Problems($"uplinks: [{{device: eth1}}]\nvteps: [10.0.0.2]\noverlays:\n{yaml}"));

    public static TheoryData<string, string> Overlays => new()
    {
        { "- vni: 16777216", "4:8: overlays[0].vni: '16777216' is not a VNI from 0 to 16777215" },
        { "- peers: []", "4:3: overlays[0].vni: is missing; give a VNI from 0 to 16777215" },
        { "- vni: 1\n- vni: 1", "5:8: overlays[1].vni: VNI 1 is taken by overlays[0].vni on line 4; give each its own" },
        { "- {vni: 1, mtu: 67}", "4:17: overlays[0].mtu: '67' is not an MTU in bytes from 68 to 65485" },
        {
            "- {vni: 1, mtu: 1279, ports: [{name: a, netns: a, device: eth0, addresses: ['fd00::1/64']}]}",
            "4:17: overlays[0].mtu: 1279 is too small for the IPv6 addresses of this overlay's ports; IPv6 needs at least 1280 (RFC 8200)"
        },
        {
            "- {vni: 1, peers: 10.0.0.1}",
            "4:19: overlays[0].peers: '10.0.0.1' is not a list of the other hosts' VTEP addresses, such as [10.0.0.1]"
        },
        {
            "- {vni: 1, peers: [10.0.0.1, 10.0.0.1]}",
            "4:30: overlays[0].peers[1]: peer 10.0.0.1 is taken by overlays[0].peers[0] on line 4; give each its own"
        },
        {
            "- {vni: 1, peers: [10.0.0.2]}",
            "4:20: overlays[0].peers[0]: 10.0.0.2 is a local VTEP; it should be the address of another host"
        },
        {
            "- {vni: 1, peers: ['fd99::1']}",
            "4:20: overlays[0].peers[0]: fd99::1 is IPv6, but the local VTEPs are IPv4 (10.0.0.2); give an address of the same family, or "
                + "add such a local VTEP"
        },
        { "- {vni: 1, mac-limit: 0}", "4:23: overlays[0].mac-limit: '0' is not a number of MAC addresses from 1 to 16777216" },
        { "- {vni: 1, path: fast}", "4:18: overlays[0].path: 'fast' is not auto, engine or kernel" },
        { "- {vni: 1, strangers: drop}", "4:23: overlays[0].strangers: 'drop' is not serve or refuse" },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, mac-limit: many}]}",
            "4:65: overlays[0].ports[0].mac-limit: 'many' is not a number of MAC addresses from 1 to 16777216"
        },
        { "- {vni: 1, coalesce: off}", "4:22: overlays[0].coalesce: 'off' is not true or false" },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, coalesce: 1}]}",
            "4:64: overlays[0].ports[0].coalesce: '1' is not true or false"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: 'pid:7', device: eth0, wait: true}]}",
            "4:66: overlays[0].ports[0].wait: is true, but a process has no number before it starts; give the container's namespace a name "
                + "under /run/netns, or a path outside of /proc, instead of pid:7"
        },
        { "- {vni: 1, learn: true}", "4:12: overlays[0].learn: unknown key; did you mean learning?" },
        {
            "- {vni: 1, fdb: [{mac: 02:00:00:00:01:01}]}",
            "4:18: overlays[0].fdb[0].vtep: is missing; give the VTEP address of the host it lives on"
        },
        {
            "- {vni: 1, fdb: [{mac: 02:00:00:00:01:01, vtep: 10.0.0.2}]}",
            "4:49: overlays[0].fdb[0].vtep: 10.0.0.2 is a local VTEP; it should be the address of another host"
        },
        {
            "- {vni: 1, fdb: [{mac: 02:00:00:00:01:01, vtep: 10.0.0.1}, {mac: 02:00:00:00:01:01, vtep: 10.0.0.1}]}",
            "4:66: overlays[0].fdb[1].mac: MAC 02:00:00:00:01:01 is taken by overlays[0].fdb[0].mac on line 4; give each its own"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0}, {name: a, netns: b, device: eth0, mac: 02:00:00:00:00:01}]}",
            "4:62: overlays[0].ports[1].name: port name a is taken by overlays[0].ports[0].name on line 4; give each its own"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0}, {name: b, netns: a, device: eth0}]}",
            "4:83: overlays[0].ports[1].device: device eth0 in network namespace a is taken by overlays[0].ports[0].device on line 4; give "
                + "each its own"
        },
        {
            "- {vni: 1, ports: [{name: a b, netns: a, device: eth0}]}",
            "4:27: overlays[0].ports[0].name: 'a b' is not a name without spaces of at most 64 bytes, such as web"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: x/y, device: eth0}]}",
            "4:37: overlays[0].ports[0].netns: 'x/y' is not a network namespace: a name under /run/netns, an absolute path, or pid:1234"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: 'pid:x', device: eth0}]}",
            "4:37: overlays[0].ports[0].netns: 'pid:x' is not a network namespace: a name under /run/netns, an absolute path, or pid:1234"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, mac: 02:00:00:00:01}]}",
            "4:59: overlays[0].ports[0].mac: '02:00:00:00:01' is not a MAC address such as 02:00:00:00:02:01"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, mac: 01:00:00:00:00:01}]}",
            "4:59: overlays[0].ports[0].mac: 01:00:00:00:00:01 is a group address (its first byte is odd); give a unicast address such as "
                + "02:00:00:00:02:01"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, mac: 00:00:00:00:00:00}]}",
            "4:59: overlays[0].ports[0].mac: 00:00:00:00:00:00 is the zero address; give a unicast address such as 02:00:00:00:02:01, or "
                + "leave the key out"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, mac: 02:00:00:00:00:01}, {name: b, netns: b, device: eth0, mac: "
                + "02:00:00:00:00:01}]}",
            "4:118: overlays[0].ports[1].mac: MAC 02:00:00:00:00:01 is taken by overlays[0].ports[0].mac on line 4; give each its own"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, addresses: [10.1.0.1]}]}",
            "4:66: overlays[0].ports[0].addresses[0]: '10.1.0.1' is not an address with its prefix length, such as 192.168.1.2/24 or "
                + "fd00::2/64"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, addresses: [10.1.0.1/33]}]}",
            "4:66: overlays[0].ports[0].addresses[0]: '10.1.0.1/33' is not an address with its prefix length, such as 192.168.1.2/24 or "
                + "fd00::2/64"
        },
        {
            "- {vni: 1, ports: [{name: a, netns: a, device: eth0, addresses: [10.1.0.1/24]}, {name: b, netns: b, device: eth0, addresses: "
                + "[10.1.0.1/24]}]}",
            "4:127: overlays[0].ports[1].addresses[0]: address 10.1.0.1 is taken by overlays[0].ports[0].addresses[0] on line 4; give each "
                + "its own"
        },
    };

    [Fact]
    public void All_problems_are_told_in_one_go_in_the_order_of_the_file()
    {
        const string Text = """
            uplinks:
              - device: eth1
                mdoe: auto
            vxlan-port: high
            overlays:
              - vni: 99999999
                mtu: 20
                ports:
                  - name: web
                    netns: web
                    device: much-too-long-for-a-device
                    mac: nonsense
              - vni: 5
                colour: blue
            workers: [x]
            """;
        Assert.Equal(["3:5", "4:13", "6:10", "7:10", "11:17", "12:14", "14:5", "15:11"],
            FalconConfiguration.Parse(Text, "falcon.yaml").Problems.Select(p => $"{p.At!.Value.Line}:{p.At.Value.Column}"));
    }

    [Fact]
    public void A_port_that_says_nothing_misses_three_keys() => Assert.Equal(
        [
            "falcon.yaml:4:13: overlays[0].ports[0].name: is missing; give a name for the port, such as web",
            "falcon.yaml:4:13: overlays[0].ports[0].netns: is missing; give the container's network namespace: a name under /run/netns, a "
                + "path, or pid:1234",
            "falcon.yaml:4:13: overlays[0].ports[0].device: is missing; give the device to create in the container, such as eth0",
        ],
        Yaml.Problems(Yaml.Minimal + "    ports: [{}]"));

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_and_not_an_exception()
    {
        Problem problem = Assert.Single(FalconConfiguration.Load("/nowhere/falcon.yaml").Problems);
        Assert.Equal("/nowhere/falcon.yaml: no such file; name one with --config", problem.ToString());
    }

    [Fact]
    public void Whatever_the_file_holds_reading_it_never_throws()
    {
        string good = Yaml.Minimal + "vteps: [10.0.0.2, 'fd00::1']\nfdb-age: 5m\nport-lane: xdp\n";
        var character = Gen.OneOf(Gen.Char, Gen.Char["[]{}:-,&*!|>'\"%@`# \n\t0?"]);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 8], character.Array[0, 6]).Array[1, 4].Sample(edits =>
        {
            string text = good;
            foreach ((int at, int remove, char[] insert) in edits)
            {
                int start = Math.Min(at, text.Length);
                text = text.Remove(start, Math.Min(remove, text.Length - start)).Insert(start, new string(insert));
            }
            ConfigurationResult result = FalconConfiguration.Parse(text, "falcon.yaml");
            return result.Configuration is null == result.Problems.Count > 0;
        }, iter: 10_000);
    }
}
