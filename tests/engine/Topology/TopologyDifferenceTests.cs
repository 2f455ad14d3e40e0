using System.Net;
using CsCheck;
using Falcon.Engine.Options;
using Falcon.Engine.Topology;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Topology;

public sealed class TopologyDifferenceTests
{
    private static readonly Gen<PortOptions> s_port = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool).Select((name, netns, address, budget) => new PortOptions
        {
            Name = $"port{name}",
            Netns = $"netns{netns}",
            Device = $"eth{name}",
            Mac = new MacAddress(0x0200_0000_0000ul + (ulong)name),
            Addresses = [(IPAddress.Parse($"192.168.0.{address}"), 24)],
            Budget = budget ? new BudgetOptions { Quota = TimeSpan.FromMilliseconds(20), Period = TimeSpan.FromMilliseconds(100) } : null,
        });

    private static readonly Gen<IReadOnlyList<WantedOverlay>> s_topology = Gen.Select(
        s_port.Array[0, 4], s_port.Array[0, 4], Gen.Int[0, 1]).Select(Topology);

    [Fact]
    public void Every_port_and_overlay_is_added_removed_or_kept() => Gen.Select(s_topology, s_topology).Sample((from, to) =>
    {
        var difference = TopologyDifference.Between(from, to);
        string[] before = Names(Ports(from)), after = Names(Ports(to));
        string[] kept = Names([.. difference.KeptPorts.Concat(difference.RemadePorts).Select(port => port.To)]);
        Assert.Equal(after, Sorted(kept.Concat(Names(difference.AddedPorts))));
        Assert.Equal(before, Sorted(kept.Concat(Names(difference.RemovedPorts))));
        Assert.Equal(from.Count, difference.KeptOverlays.Count + difference.RemovedOverlays.Count);
        Assert.Equal(to.Count, difference.KeptOverlays.Count + difference.AddedOverlays.Count);
    });

    [Fact]
    public void A_device_is_kept_where_nothing_that_it_was_made_of_has_changed() => Gen.Select(s_topology, s_topology).Sample((from, to) =>
    {
        var difference = TopologyDifference.Between(from, to);
        Assert.All(difference.KeptPorts, port => Assert.Equal(Device(port.From), Device(port.To)));
        Assert.All(difference.RemadePorts, port => Assert.NotEqual(Device(port.From), Device(port.To)));
        Assert.All(difference.RemadePorts, port => Assert.True(difference.Frees(port.From.Location)));
    });

    [Fact]
    public void To_stay_the_same_takes_nothing() => s_topology.Sample(topology =>
    {
        var difference = TopologyDifference.Between(topology, [.. topology.Select(overlay => overlay with { })]);
        Assert.Empty(difference.AddedPorts.Concat(difference.RemovedPorts).Concat(difference.RemadePorts.Select(port => port.To)));
        Assert.Empty(difference.AddedOverlays);
        Assert.Empty(difference.RemovedOverlays);
    });

    [Fact]
    public void Another_mtu_makes_another_overlay_and_new_devices()
    {
        PortOptions port = new() { Name = "web", Netns = "web", Device = "eth0", Mac = new MacAddress(2) };
        OverlayOptions overlay = new() { Vni = 100, Ports = [port] };
        var difference = TopologyDifference.Between([new WantedOverlay(overlay, 1450)], [new WantedOverlay(overlay, 1400)]);
        Assert.Equal(1400, Assert.Single(difference.AddedOverlays).Mtu);
        Assert.Equal(1450, Assert.Single(difference.RemovedOverlays).Mtu);
        Assert.True(difference.Frees(Assert.Single(difference.AddedPorts).Location));
        Assert.Single(difference.RemovedPorts);
    }

    [Fact]
    public void An_overlay_s_storm_limit_is_its_ports_unless_they_have_their_own()
    {
        PortOptions port = new() { Name = "web", Netns = "web", Device = "eth0", Mac = new MacAddress(2) };
        WantedOverlay Overlay(int limit, int? own) =>
            new(new OverlayOptions { Vni = 100, StormLimit = limit, Ports = [port with { StormLimit = own }] }, 1450);
        string[] Changes(WantedOverlay from, WantedOverlay to) =>
            [.. TopologyDifference.Between([from], [to]).Events([]).Select(change => $"{change.Kind} {change.Detail}")];

        Assert.Equal(["OverlayChanged storm-limit", "PortChanged storm-limit"], Changes(Overlay(1000, null), Overlay(2000, null)).Order());
        Assert.Equal(["OverlayChanged storm-limit"], Changes(Overlay(1000, 7), Overlay(2000, 7)));
        Assert.Equal(["PortChanged storm-limit"], Changes(Overlay(1000, null), Overlay(1000, 7)));
        Assert.Empty(Changes(Overlay(1000, null), Overlay(1000, 1000)));
    }

    private static IReadOnlyList<WantedOverlay> Topology(PortOptions[] first, PortOptions[] second, int mtu) =>
    [
        new WantedOverlay(new OverlayOptions { Vni = 100, Ports = [.. first.DistinctBy(port => port.Name)] }, 1400 + mtu),
        new WantedOverlay(new OverlayOptions { Vni = 200, Ports = [.. second.DistinctBy(port => port.Name)] }, 1450),
    ];

    private static IReadOnlyList<WantedPort> Ports(IEnumerable<WantedOverlay> overlays) =>
        [.. overlays.SelectMany(overlay => overlay.Ports)];

    private static string[] Names(IEnumerable<WantedPort> ports) => Sorted(ports.Select(port => port.Identity.ToString()));

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    private static string Device(WantedPort port) => $"{port.Location} {string.Join(' ', port.Options.Addresses)}";
}
