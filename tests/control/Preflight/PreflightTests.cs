using System.Net;
using Falcon.Control.Preflight;

namespace Falcon.Control.Tests.Preflight;

public class PreflightTests
{
    private const string WithPort = Yaml.Minimal + "    ports: [{name: web, netns: web, device: eth0}]\n";

    private readonly FakeHost _host = new();

    [Fact]
    public void A_host_that_has_everything_gets_no_complaint()
    {
        PreflightReport report = PreflightCheck.Run(Yaml.Valid(WithPort), _host);
        Assert.Empty(report.Problems);
        Assert.Equal([IPAddress.Parse("10.0.0.2")], report.LocalVteps);
        Assert.Equal([1450], report.Mtus);
        Assert.Equal("eth1", Assert.Single(report.Uplinks).Name);
    }

    [Fact]
    public void An_IPv6_underlay_leaves_twenty_bytes_less()
    {
        _host.Devices[1] = FakeHost.Link("eth1", addresses: ["fd99::2", "fe80::1"]);
        Assert.Equal([1430], PreflightCheck.Run(Yaml.Valid(WithPort), _host).Mtus);
    }

    [Fact]
    public void Every_missing_capability_is_named_with_its_purpose()
    {
        _host.Missing.UnionWith([Capability.NetAdmin, Capability.NetRaw, Capability.SysAdmin]);
        Assert.Equal(
        [
            "CAP_NET_ADMIN: is missing, needed to make devices and attach XDP programs; run falcon as root or give it the capability "
                + "(systemd: AmbientCapabilities=CAP_NET_ADMIN)",
            "CAP_NET_RAW: is missing, needed to open AF_XDP and packet sockets; run falcon as root or give it the capability (systemd: "
                + "AmbientCapabilities=CAP_NET_RAW)",
            "CAP_SYS_ADMIN: is missing, needed to make a network namespace of its own, enter the containers' and load XDP programs; run "
                + "falcon as root or give it the capability (systemd: AmbientCapabilities=CAP_SYS_ADMIN)",
        ], Problems(WithPort));
    }

    [Fact]
    public void Without_ports_the_engine_makes_a_namespace_too()
    {
        _host.Missing.Add(Capability.SysAdmin);
        Assert.StartsWith("CAP_SYS_ADMIN: is missing", Assert.Single(Problems(Yaml.Minimal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_above_the_hosts_CPUs_is_refused()
    {
        const string Port = Yaml.Minimal + "    ports: [{name: web, netns: web, device: eth0, budget: {cpu: CPU}}]\n";
        Assert.Empty(Problems(Port.Replace("CPU", "200%", StringComparison.Ordinal)));
        Assert.Equal(
            ["falcon.yaml:4:59: overlays[0].ports[0].budget: 201% of a CPU is more than there is: this process may use 2 CPUs, 200%"],
            Problems(Port.Replace("CPU", "201%", StringComparison.Ordinal)));
    }

    [Fact]
    public void Memory_must_be_lockable_by_capability_or_by_limit()
    {
        const long Needed = (2 * 4096 + 16_384) * 2048;
        _host.Missing.Add(Capability.IpcLock);
        _host.LockableBytes = Needed;
        Assert.Empty(Problems(WithPort));
        _host.LockableBytes = Needed - 1024;
        Assert.Equal(
            ["CAP_IPC_LOCK: is missing, needed to register a UMEM of 49152 KiB where RLIMIT_MEMLOCK allows 49151 KiB; run falcon as root, "
                + "give it the capability (systemd: AmbientCapabilities=CAP_IPC_LOCK) or lift the limit (systemd: LimitMEMLOCK=infinity)"],
            Problems(WithPort));
        _host.Missing.Clear();
        Assert.Empty(Problems(WithPort));
    }

    [Theory]
    [InlineData("8388608              8388608", false, 8_388_608)]
    [InlineData("8388608              16777216", false, 8_388_608)]
    [InlineData("8388608              8388608", true, long.MaxValue)]
    [InlineData("8388608              unlimited", false, long.MaxValue)]
    [InlineData("unlimited            unlimited", false, long.MaxValue)]
    public void The_lockable_memory_is_the_limit_raised_as_far_as_it_may(string limits, bool mayRaise, long bytes) => Assert.Equal(
        bytes,
        MemoryLockLimit.Read(
            [
                "Max processes             7000                 7000                 processes",
                $"Max locked memory         {limits}            bytes",
            ],
            mayRaise));

    [Fact]
    public void An_old_kernel_is_refused()
    {
        _host.KernelVersion = new Version(5, 4, 0);
        Assert.Equal(
            ["kernel: Linux 5.4.0 is too old; Falcon attaches XDP programs by bpf_link, which needs 5.9 or newer"], Problems(WithPort));
    }

    [Fact]
    public void On_a_kernel_without_tcx_the_kernel_path_is_a_warning()
    {
        _host.KernelVersion = new Version(6, 1, 0);
        const string Lack = "Linux 6.1.0 has no tcx, which needs 6.6 or newer";
        Assert.Contains(
            $"overlays[0].path: {Lack}; the engine carries everything", Assert.Single(Warnings(Yaml.Minimal + "    path: kernel\n")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_softirqs_cannot_be_measured_the_kernel_path_says_what_is_lost()
    {
        _host.Softirqs = "no tracepoints";
        Assert.Contains(
            "overlays[0].path: no tracepoints; the kernel's time is in no bill, and ports with a budget stay with the engine",
            Assert.Single(Warnings(Yaml.Minimal + "    path: kernel\n")), StringComparison.Ordinal);
        Assert.Empty(Warnings(Yaml.Minimal));
    }

    [Fact]
    public void On_a_kernel_without_type_information_the_kernel_path_is_a_warning()
    {
        _host.HasTypeInformation = false;
        Assert.Contains(
            "CONFIG_DEBUG_INFO_BTF", Assert.Single(Warnings(Yaml.Minimal + "    path: kernel\n")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_uplink_that_joins_no_frames_is_a_warning_for_the_kernel_path_only()
    {
        _host.Devices[1] = _host.Devices[1] with { Gro = false };
        Assert.Empty(Warnings(Yaml.Minimal + "    path: engine\n"));
        Assert.Contains("eth1 has GRO off", Assert.Single(Warnings(Yaml.Minimal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6.1", true, "BTF")]
    [InlineData("6.2", true, "BTF, ring filter")]
    [InlineData("6.6", true, "BTF, ring filter, tcx")]
    [InlineData("6.10", true, "BTF, ring filter, tcx, refusals")]
    [InlineData("6.18", false, "")]
    public void What_the_kernel_offers_goes_by_its_version_and_its_type_information(string version, bool types, string there)
    {
        (_host.KernelVersion, _host.HasTypeInformation) = (new Version(version), types);
        Assert.Equal(there, string.Join(", ", KernelFeature.Of(_host).Where(feature => feature.Present).Select(feature => feature.Name)));
    }

    [Fact]
    public void A_kernel_without_AF_XDP_is_refused()
    {
        _host.XdpFault = "this kernel has no AF_XDP";
        Assert.Equal(["AF_XDP: this kernel has no AF_XDP; Falcon needs a kernel with CONFIG_XDP_SOCKETS"], Problems(WithPort));
    }

    [Fact]
    public void An_uplink_that_does_not_exist_is_named_with_the_ones_that_do()
    {
        _host.Devices[1] = FakeHost.Link("eth2", addresses: "10.0.0.2");
        Assert.Equal(
            ["falcon.yaml:1:20: uplinks[0].device: there is no device eth1 in this network namespace; did you mean eth2?"],
            Problems(WithPort));
    }

    [Fact]
    public void An_uplink_that_is_down_is_refused()
    {
        _host.Devices[1] = FakeHost.Link("eth1", up: false, addresses: "10.0.0.2");
        Assert.Equal(["falcon.yaml:1:20: uplinks[0].device: eth1 is down; set it up first: ip link set eth1 up"], Problems(WithPort));
    }

    [Fact]
    public void A_foreign_XDP_program_is_named_and_left_alone()
    {
        _host.Devices[1] = FakeHost.Link("eth1", program: 77, addresses: "10.0.0.2");
        Assert.StartsWith(
            "falcon.yaml:1:20: uplinks[0].device: eth1 already carries the XDP program 77 (?) of somebody else,",
            Assert.Single(Problems(WithPort)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_uplink_without_an_address_cannot_be_the_VTEP()
    {
        _host.Devices[1] = FakeHost.Link("eth1", addresses: "fe80::1");
        Assert.Equal(["falcon.yaml: vteps: is not given and eth1 has no address; give the uplink one: ip address add"], Problems(WithPort));
    }

    [Fact]
    public void A_VTEP_address_that_nobody_has_is_refused() => Assert.Equal(
        ["falcon.yaml:4:9: vteps[0]: no device here has the address 10.0.0.9; the uplinks have "
            + "10.0.0.2"], Problems(Yaml.Minimal + "vteps: [10.0.0.9]"));

    [Fact]
    public void An_MTU_that_does_not_fit_the_uplink_is_told_what_would() => Assert.Equal(
        ["falcon.yaml:4:10: overlays[0].mtu: 1451 plus 50 bytes of outer headers does not fit eth1's MTU of 1500; give at most 1450, or "
            + "raise eth1's MTU to 1501"],
        Problems(Yaml.Minimal + "    mtu: 1451"));

    [Theory]
    [InlineData("    peers: ['fd99::1']\n")]
    [InlineData("    fdb: [{mac: 02:00:00:00:01:01, vtep: 'fd99::1'}]\n")]
    public void One_IPv6_VTEP_to_send_to_makes_room_for_the_larger_headers(string remote)
    {
        _host.Devices[1] = FakeHost.Link("eth1", addresses: ["10.0.0.2", "fd99::2"]);
        Assert.Equal([1450], PreflightCheck.Run(Yaml.Valid(Yaml.Minimal), _host).Mtus);
        Assert.Equal([1430], PreflightCheck.Run(Yaml.Valid(Yaml.Minimal + remote), _host).Mtus);
    }

    [Theory]
    [InlineData("", "falcon.yaml: overlays[0].mtu: 8950 does not fit a UMEM chunk of 4096 bytes; give at most 3756")]
    [InlineData("    mtu: 3757\n", "falcon.yaml:4:10: overlays[0].mtu: 3757 does not fit a UMEM chunk of 4096 bytes; give at most 3756")]
    public void An_MTU_that_no_frame_of_ours_can_carry_is_refused_also_when_it_is_the_default(string mtu, string problem)
    {
        _host.Devices[1] = FakeHost.Link("eth1", mtu: 9000, addresses: "10.0.0.2");
        Assert.Equal([problem], Problems(Yaml.Minimal + mtu));
    }

    [Theory]
    [InlineData(
        "umem-frames: 8191",
        "falcon.yaml:4:14: umem-frames: 8191 is fewer than the 8192 frames that the rings of uplinks and ports hold;"
            + " give at least 8192, or leave the key out")]
    [InlineData("umem-frames: 8192", null)]
    [InlineData("umem-frames: 2097152", null)]
    public void A_UMEM_holds_at_least_what_the_rings_hold(string yaml, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], Problems(Yaml.Minimal + yaml));

    [Fact]
    public void The_rings_of_ports_count_where_each_has_a_socket() => Assert.Equal(
        ["falcon.yaml:5:14: umem-frames: 9215 is fewer than the 9216 frames that the rings of uplinks and ports hold; give at least 9216, "
            + "or leave the key out"],
        Problems(WithPort + "umem-frames: 9215\nport-lane: xdp"));

    [Fact]
    public void A_UMEM_of_large_frames_holds_half_as_many()
    {
        _host.Devices[1] = FakeHost.Link("eth1", mtu: 1759, addresses: "10.0.0.2");
        Assert.Equal(
            ["falcon.yaml:4:14: umem-frames: 1048577 frames of 4096 bytes are more than the 4 GiB that a UMEM can have; give at most "
                + "1048576"],
            Problems(Yaml.Minimal + "umem-frames: 1048577"));
        Assert.Empty(Problems(Yaml.Minimal + "umem-frames: 1048576"));
        _host.Devices[1] = FakeHost.Link("eth1", mtu: 1758, addresses: "10.0.0.2");
        Assert.Empty(Problems(Yaml.Minimal + "umem-frames: 1048577"));
    }

    [Fact]
    public void Rings_that_no_UMEM_can_stock_are_refused_also_without_the_key()
    {
        _host.Devices[1] = _host.Devices[1] with { RxQueues = 513 };
        Assert.Equal(
            ["falcon.yaml: umem-frames: 2117632 frames of 2048 bytes are more than the 4 GiB that a UMEM can have; use fewer uplink queues "
                + "or ports"],
            Problems(Yaml.Minimal));
    }

    [Fact]
    public void Peers_are_held_against_the_addresses_of_the_uplink() => Assert.Equal(
        [
            "falcon.yaml:4:13: overlays[0].peers[0]: 10.0.0.2 is a local VTEP; it should be the address of another host",
            "falcon.yaml:4:23: overlays[0].peers[1]: fd99::1 is IPv6, but the local VTEPs are IPv4 (10.0.0.2); give an address of the same "
                + "family, or add such a local VTEP",
        ],
        Problems(Yaml.Minimal + "    peers: [10.0.0.2, 'fd99::1']"));

    [Fact]
    public void A_CPU_that_the_process_may_not_use_is_refused() => Assert.Equal(
        ["falcon.yaml:4:11: workers[0]: this process may not run on CPU 7; it may use 0, 1"], Problems(Yaml.Minimal + "workers: [7]"));

    [Fact]
    public void A_container_that_does_not_exist_is_named()
    {
        _host.Containers.Clear();
        Assert.Equal(
            ["falcon.yaml:4:32: overlays[0].ports[0].netns: network namespace 'web': not there; the port is down meanwhile: "
                + "start the container, say that it comes later ('wait: true'), or correct the namespace"],
            Warnings(WithPort));
        Assert.Empty(Problems(WithPort));
    }

    [Fact]
    public void A_container_that_the_port_waits_for_need_not_exist()
    {
        _host.Containers.Clear();
        Assert.Empty(Warnings(Yaml.Minimal + "    ports: [{name: web, netns: web, device: eth0, wait: true}]"));
    }

    [Fact]
    public void A_device_that_is_there_already_is_not_taken_over()
    {
        _host.Containers["web"] = ["lo", "eth0"];
        Assert.Equal(
            ["falcon.yaml:4:45: overlays[0].ports[0].device: network namespace web has a device eth0 already; "
                + "the port is down until it is gone: remove it or name another, Falcon makes its own"],
            Warnings(WithPort));
        Assert.Empty(Problems(WithPort));
    }

    [Fact]
    public void A_running_daemon_on_the_same_socket_is_named()
    {
        _host.SocketFault = "another falcon answers";
        Assert.Equal(["falcon.yaml: admin-socket: another falcon answers"], Problems(WithPort));
    }

    [Fact]
    public void All_that_is_missing_is_told_in_one_go()
    {
        _host.Missing.Add(Capability.NetRaw);
        _host.Devices.Clear();
        _host.Containers.Clear();
        Assert.Equal(2, Problems(WithPort).Length);
        Assert.Single(Warnings(WithPort));
    }

    private string[] Warnings(string yaml) => [.. PreflightCheck.Run(Yaml.Valid(yaml), _host).Warnings.Select(p => p.ToString())];

    private string[] Problems(string yaml) => [.. PreflightCheck.Run(Yaml.Valid(yaml), _host).Problems.Select(p => p.ToString())];
}
