using System.Text.Json.Nodes;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A container with all privileges in its namespace pretends to be its neighbour.</summary>
public abstract class IdentityTests<TShape>(LabFixture<TShape> fixture) : LabTest(() => fixture.Lab), IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private const string Virtual = "192.168.100.99";
    private const string PrivacyAddress = "fd00:100::dead:beef";

    private Container Attacker => Lab.Container(1, 1);

    private Container Victim => Lab.Container(1, 2);

    private Container Remote => Lab.Container(2, 1);

    private Admin Daemon => Lab.Host(1).Admin;

    [Fact]
    public void Forged_frames_reach_neither_neighbours_nor_the_wire()
    {
        Meet();
        IReadOnlyDictionary<string, (string Reason, byte[] Frame)> frames = HostileFrames.Of(Attacker, Victim, Remote);
        using Capture wire = Lab.Host(1).Capture(Host.Uplink, "udp port 4789", "out");
        using var heard = new CaptureSet([(Victim, "eth0"), (Remote, "eth0")], "udp port 31998 or ip6 proto 253 or udp port 68", "in");
        foreach ((string name, (string reason, byte[] frame)) in frames)
        {
            long before = Dropped(reason);
            Traffic.SendFrames(Attacker, "eth0", [frame]);
            Eventually.True(
                () => Dropped(reason) > before,
                () => $"{name}: not counted as {reason}: {string.Join(' ', Daemon.Port(Attacker).Drops)}");
        }

        Assert.All(heard.Stop(), file => Assert.Equal(0, file.Count()));
        Assert.Equal(0, wire.Stop().Count(
            $"vxlan && (arp.src.proto_ipv4 == {Victim.Ipv4} || icmpv6.type == 134 || icmpv6.nd.na.target_address == {Victim.Ipv6}"
            + " || udp.port == 68 || vlan || llc)"
            + $" && !(eth.src == {Victim.Mac})"));
        Assert.Equal(Victim.Mac, Neighbours.MacOf(Remote, Victim.Ipv4));
        Assert.DoesNotContain("default", Victim.Exec("ip", "-6", "route").Succeeds().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("default", Remote.Exec("ip", "-6", "route").Succeeds().Output, StringComparison.Ordinal);
        Assert.Equal(Victim.Port, Daemon.Fdb().Single(entry => entry.Mac == Victim.Mac).Target);
        Meet();
    }

    [Fact]
    public void A_container_that_takes_its_neighbours_addresses_is_not_heard()
    {
        Meet();
        foreach ((string family, string address, int prefix) in new[] { ("-4", Victim.Ipv4, 24), ("-6", Victim.Ipv6, 64) })
        {
            long before = Dropped("spoofed-ip");
            string[] nodad = family == "-6" ? ["nodad"] : [];
            Attacker.Exec("ip", [family, "addr", "add", $"{address}/{prefix}", "dev", "eth0", .. nodad]).Succeeds();
            try
            {
                Attacker.Exec("ping", "-c", "2", "-i", "0.2", "-W", "1", "-I", address, family == "-4" ? Remote.Ipv4 : Remote.Ipv6).Fails();
                Eventually.True(() => Dropped("spoofed-ip") > before, $"the source {address} is not refused");
                Neighbours.AreFound(Remote, address, Victim.Mac);
            }
            finally
            {
                Attacker.Exec("ip", family, "addr", "del", $"{address}/{prefix}", "dev", "eth0").Succeeds();
            }
        }

        Meet();
    }

    [Fact]
    public void A_container_that_takes_its_neighbours_MAC_is_not_heard()
    {
        Meet();
        long before = Dropped("spoofed-mac");
        Attacker.Exec("ip", "link", "set", "eth0", "address", Victim.Mac).Succeeds();
        try
        {
            Attacker.Exec("ping", "-c", "2", "-i", "0.2", "-W", "1", Remote.Ipv4).Fails();
            Eventually.True(() => Dropped("spoofed-mac") > before, "the MAC address is not refused");
            Traffic.Ping(Remote, Victim.Ipv4);
        }
        finally
        {
            Attacker.Exec("ip", "link", "set", "eth0", "address", Attacker.Mac).Succeeds();
        }

        Meet();
    }

    [Fact]
    public void An_address_that_is_not_configured_is_refused_until_a_reload_allows_it()
    {
        Meet();
        LabConfig config = Lab.Host(1).Configuration;
        Attacker.Exec("ip", "-6", "addr", "add", $"{PrivacyAddress}/64", "dev", "eth0", "nodad").Succeeds();
        Attacker.Exec("ip", "addr", "add", $"{Virtual}/24", "dev", "eth0").Succeeds();
        try
        {
            Attacker.Exec("ping", "-c", "1", "-W", "1", "-I", PrivacyAddress, Remote.Ipv6).Fails();
            Eventually.True(() => Dropped("spoofed-ip") > 0, "the privacy address is not refused");
            Remote.Exec("ping", "-c", "1", "-W", "1", Virtual).Fails();

            config.Add(Attacker, $"allowed-addresses: [{Virtual}, \"{PrivacyAddress}\"]");
            Assert.Equal($"port-changed {Attacker.Port}: allowed-addresses", Lab.Host(1).Reload().Succeeds().Output.Trim());
            Traffic.WarmUp(Remote, Virtual);
            Traffic.WarmUp(Remote, PrivacyAddress);

            config.Add(Attacker, "anti-spoof: off");
            Assert.Equal($"port-changed {Attacker.Port}: anti-spoof, allowed-addresses", Lab.Host(1).Reload().Succeeds().Output.Trim());
            Assert.Equal("off", Daemon.Port(Attacker).AntiSpoof);
            Neighbours.AreFound(Remote, Virtual, Attacker.Mac);
        }
        finally
        {
            config.Restore();
            Lab.Host(1).Reload().Succeeds();
            Attacker.Exec("ip", "-6", "addr", "del", $"{PrivacyAddress}/64", "dev", "eth0").Succeeds();
            Attacker.Exec("ip", "addr", "del", $"{Virtual}/24", "dev", "eth0").Succeeds();
        }

        Assert.Equal("strict", Daemon.Port(Attacker).AntiSpoof);
        Meet();
    }

    /// <summary>0: made from the MAC address. 3: a stable privacy address with a secret that the kernel chooses.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    public void Link_local_addresses_that_the_kernel_chooses_pass_duplicate_address_detection_and_work(string mode)
    {
        long before = Daemon.Port(Victim).Drops.Sum(drop => drop.Frames);
        Victim.Exec("sysctl", "-qw", $"net.ipv6.conf.eth0.addr_gen_mode={mode}").Succeeds();
        Victim.Exec("ip", "link", "set", "eth0", "down").Succeeds();
        Victim.Exec("ip", "link", "set", "eth0", "up").Succeeds();
        try
        {
            Eventually.True(() => LinkLocalOf(Victim) is not null, "no link-local address passes duplicate address detection");
            string chosen = LinkLocalOf(Victim)!;
            Assert.Equal(mode == "0", chosen == HostileFrames.LinkLocalOf(Victim));
            Traffic.WarmUp(Remote, $"{chosen}%eth0");
            Traffic.WarmUp(Attacker, $"{chosen}%eth0");
            Traffic.WarmUp(Victim, $"{HostileFrames.LinkLocalOf(Remote)}%eth0");
            Assert.Equal(before, Daemon.Port(Victim).Drops.Sum(drop => drop.Frames));
        }
        finally
        {
            Victim.Exec("sysctl", "-qw", "net.ipv6.conf.eth0.addr_gen_mode=0").Succeeds();
            // The device lost the address when it went down.
            Victim.Exec("ip", "-6", "addr", "replace", $"{Victim.Ipv6}/64", "dev", "eth0", "nodad").Succeeds();
        }

        Meet();
    }

    [Fact]
    public void A_daemon_with_strict_ports_drops_nothing_of_honest_containers()
    {
        Meet();
        long before = Daemon.Port(Victim).Drops.Sum(drop => drop.Frames);
        Victim.Script("arp.py", null, "announce", Victim.Mac, Victim.Ipv4, "2").Succeeds();
        Victim.Script("arp.py", null, "probe", Victim.Mac, Victim.Ipv4, "2").Succeeds();
        Traffic.EchoDatagrams(Victim, Remote, Remote.Ipv4, first: 1390, last: 1400);
        Traffic.SendFile(Victim, Attacker, Attacker.Ipv6, Traffic.Megabyte);
        Traffic.SendFile(Victim, Remote, Remote.Ipv4, Traffic.Megabyte);
        Traffic.Ping(Victim, Remote.Ipv4, "-s", "4000"); // in fragments
        Traffic.Ping(Victim, Remote.Ipv6, "-s", "4000");
        Assert.Equal(before, Daemon.Port(Victim).Drops.Sum(drop => drop.Frames));
    }

    private void Meet()
    {
        foreach (Container? from in new[] { Attacker, Victim })
        {
            Traffic.WarmUp(Remote, from.Ipv4);
            Traffic.WarmUp(Remote, from.Ipv6);
        }
    }

    private long Dropped(string reason) =>
        Daemon.Port(Attacker).Drops.Where(drop => drop.Stage == "collect" && drop.Reason == reason).Sum(drop => drop.Frames);

    /// <summary>The link-local address of eth0 that may be used; null while it is tentative.</summary>
    private static string? LinkLocalOf(Container container)
    {
        string output =
            container.Exec("ip", "-j", "-6", "addr", "show", "dev", "eth0", "scope", "link", "-tentative").Succeeds().Output;
        JsonArray addresses = JsonNode.Parse(output)!.AsArray();
        return addresses.Select(link => link!["addr_info"]).OfType<JsonArray>().SelectMany(info => info)
            .Where(info => info!["dadfailed"] is null).Select(info => info!["local"]?.GetValue<string>()).FirstOrDefault();
    }
}

public sealed class PacketLaneIdentityTests(LabFixture<PacketLaneWithFalcon> lab) : IdentityTests<PacketLaneWithFalcon>(lab);

public sealed class XdpLaneIdentityTests(LabFixture<XdpLaneWithFalcon> lab) : IdentityTests<XdpLaneWithFalcon>(lab);
