using Falcon.Bench.Scenarios.Run;
using Falcon.Testing.Lab;

namespace Falcon.Bench.Scenarios.Tests.Run;

public sealed class CatalogueTests
{
    [Fact]
    public void The_scenarios_are_those_of_the_plan() =>
        Assert.Equal(
            [
                "udp-small", "udp-small-gro", "udp-flows", "udp-mtu", "isolation", "rtt-loaded", "tcp-1", "tcp-4", "tcp-local",
                "rtt-udp", "rtt-tcp", "web", "cache", "pipeline", "billing", "xsk-receive",
            ],
            Catalogue.Find("all").Select(scenario => scenario.Name));

    [Fact]
    public void Scenarios_of_one_topology_follow_each_other() =>
        Assert.Equal(
            Catalogue.Scenarios.Select(scenario => scenario.Topology).Distinct().Count(),
            1 + Catalogue.Scenarios.Zip(Catalogue.Scenarios.Skip(1)).Count(pair => pair.First.Topology != pair.Second.Topology));

    [Fact]
    public void Names_and_orders_are_unique()
    {
        Assert.Equal(Catalogue.Systems.Count, Catalogue.Systems.Select(system => system.Order).Distinct().Count());
        Assert.Equal(Catalogue.Scenarios.Count, Catalogue.Scenarios.Select(scenario => scenario.Order).Distinct().Count());
    }

    [Fact]
    public void An_unknown_scenario_is_refused_with_those_that_there_are()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Catalogue.Find("udp-tiny"));
        Assert.Contains("'udp-tiny'", e.Message, StringComparison.Ordinal);
        Assert.Contains("udp-small", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_system_is_refused_with_those_that_there_are() =>
        Assert.Contains(
            "kernel-tuned", Assert.Throws<ArgumentException>(() => Catalogue.Select(["linux"], [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Peers_come_only_on_request()
    {
        Assert.DoesNotContain(Catalogue.Select([], []), system => system.Name == "ovs");
        Assert.Contains(Catalogue.Select([], ["ovs"]), system => system.Name == "ovs");
        Assert.Equal(["kernel", "ovs"], Catalogue.Select(["kernel"], ["ovs"]).Select(system => system.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_labs_of_benchmarks_have_an_owner()
    {
        Assert.Equal(4711, LabScript.OwnerOf("bench4711-kernel-w", "bench"));
        Assert.Null(LabScript.OwnerOf("lab", "bench"));
        Assert.Null(LabScript.OwnerOf("benchmark-kernel", "bench"));
    }
}
