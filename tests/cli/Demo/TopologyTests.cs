using Falcon.Cli.Demo;

namespace Falcon.Cli.Tests.Demo;

public sealed class TopologyTests
{
    internal const string Json = """
        { "name": "demo", "state": "/run/falcon-lab/demo", "underlay": 4, "mtu": 1500, "innerMtu": 1450, "lane": "packet",
          "hosts": [
            { "name": "h1", "netns": "demo-h1", "kind": "falcon", "address": "10.99.0.1", "device": "eth1",
              "config": "h1/falcon.yaml", "socket": "h1/admin.sock", "log": "h1/falcon.log", "pid": 12 },
            { "name": "h2", "netns": "demo-h2", "kind": "kernel", "address": "10.99.0.2", "device": "eth1",
              "config": null, "socket": null, "log": null, "pid": null } ],
          "containers": [
            { "name": "h1c1", "netns": "demo-h1c1", "host": "h1", "overlay": 1, "vni": 100, "device": "eth0",
              "mac": "02:00:00:00:01:01", "addresses": ["192.168.100.11/24", "fd00:100::11/64"] },
            { "name": "h2c1", "netns": "demo-h2c1", "host": "h2", "overlay": 1, "vni": 100, "device": "eth0",
              "mac": "02:00:00:00:02:01", "addresses": ["192.168.100.21/24", "fd00:100::21/64"] } ] }
        """;

    [Fact]
    public void What_lab_sh_built_is_read()
    {
        var topology = Topology.Parse(Json);

        Assert.Equal(["falcon", "kernel"], topology.Hosts.Select(host => host.Kind));
        Assert.Equal("h1/admin.sock", topology.Hosts[0].Socket);
        Assert.Null(topology.Hosts[1].Socket);
        Assert.Equal("192.168.100.21", topology.ContainerOf(topology.Hosts[1]).Ipv4);
        Assert.Equal("fd00:100::21", topology.ContainerOf(topology.Hosts[1]).Ipv6);
    }
}
