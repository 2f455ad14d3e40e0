using Falcon.Bench.Scenarios.Lab;
using Falcon.Testing.Lab;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Systems;

/// <summary>
/// Open vSwitch's userspace datapath, with daemons and a database of its own in each host's namespace
/// (Documentation/howto/userspace-tunneling.rst of Open vSwitch). Debian's build reads and writes devices by packet sockets.
/// </summary>
public sealed class OvsSystem : SystemUnderTest
{
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";

    public override string Name => "ovs";

    public override string Description => "Open vSwitch's userspace datapath as Debian builds it";

    public override int Order => 10;

    public override bool OnlyOnRequest => true;

    public override IReadOnlyList<string> Needs => ["ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ethtool"];

    protected override async Task<Testbed> PrepareAsync(LabTopology lab, Topology topology, CancellationToken cancel)
    {
        var daemons = new List<RunningCommand>();
        try
        {
            foreach (string host in HostsOf(topology))
                await PrepareHostAsync(lab, lab.Host(host), daemons, cancel);
            Testbed bed = await Testbed.OverlayAsync(lab, cancel);
            bed.OnDispose(() => EndAsync(daemons));
            return bed;
        }
        catch
        {
            await EndAsync(daemons);
            throw;
        }
    }

    private static async Task PrepareHostAsync(LabTopology lab, LabHost host, List<RunningCommand> daemons, CancellationToken cancel)
    {
        string netns = host.Netns;
        string directory = $"/run/falcon-lab/{lab.Name}/{host.Name}-ovs"; // lab.sh removes it with the lab
        Directory.CreateDirectory(directory);
        string socket = $"unix:{directory}/db.sock";
        await Devices.DeleteAsync(netns, "vx100", cancel);
        await Devices.DeleteAsync(netns, "br100", cancel);
        await new Command("ovsdb-tool", "create", $"{directory}/conf.db", Schema).OutputAsync(cancel);
        daemons.Add(new Command(
            "ovsdb-server", $"{directory}/conf.db", $"--remote=p{socket}", $"--unixctl={directory}/db.ctl").In(netns).Start());
        await Vsctl("--retry", "--no-wait", "init");
        await Vsctl("--no-wait", "set", "Open_vSwitch", ".", "other_config:pmd-cpu-mask=0x2");
        daemons.Add(new Command(
            "env", $"OVS_RUNDIR={directory}", Programs.Require("ovs-vswitchd"), socket,
                $"--unixctl={directory}/switch.ctl").In(netns).Start());

        string mac = await Devices.MacAsync(netns, host.Device, cancel);
        await Vsctl("add-br", "br-phy", "--", "set", "Bridge", "br-phy", "datapath_type=netdev", $"other_config:hwaddr={mac}");
        await Vsctl("add-port", "br-phy", host.Device);
        await Ip("addr", "flush", "dev", host.Device);
        await Ip("addr", "add", $"{host.Address}/24", "dev", "br-phy");
        await Ip("link", "set", "br-phy", "up");

        string peer = lab.Hosts.Single(other => other.Name != host.Name).Address;
        await Vsctl("add-br", "br-int", "--", "set", "Bridge", "br-int", "datapath_type=netdev");
        await Vsctl("add-port", "br-int", "vx0", "--", "set", "Interface", "vx0", "type=vxlan", $"options:remote_ip={peer}",
            $"options:key={lab.Containers[0].Vni}");
        foreach ((LabContainer container, int index) in lab.Containers.Where(c => c.Host == host.Name).Select((c, i) => (c, i)))
        {
            await Vsctl("add-port", "br-int", $"c{index + 1}o1");

            // A packet socket hands on a container's partial checksums and segments as they are.
            await Devices.SetFeaturesAsync(container.Netns, container.Device, cancel, "tx", "off", "tso", "off", "gso", "off");
        }

        Task Vsctl(params string[] arguments) =>
            new Command("ovs-vsctl", [$"--db={socket}", "--timeout=10", .. arguments]).OutputAsync(cancel);
        Task Ip(params string[] arguments) => new Command("ip", ["-n", netns, .. arguments]).OutputAsync(cancel);
    }

    private static async Task EndAsync(List<RunningCommand> daemons)
    {
        foreach (RunningCommand daemon in Enumerable.Reverse(daemons))
            await daemon.DisposeAsync();
    }
}
