using System.Text.Json;

namespace Falcon.Cli.Demo;

/// <summary>What lab.sh has built, from topology.json.</summary>
internal sealed record Topology(string Name, string State, IReadOnlyList<LabHost> Hosts, IReadOnlyList<LabContainer> Containers)
{
    /// <summary>Reads topology.json.</summary>
    public static Topology Parse(string json) =>
        JsonSerializer.Deserialize<Topology>(json, JsonSerializerOptions.Web) ?? throw new JsonException("an empty topology");

    /// <summary>The first container of a host.</summary>
    public LabContainer ContainerOf(LabHost host) => Containers.First(container => container.Host == host.Name);
}
