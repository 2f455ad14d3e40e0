using System.Text.Json;

namespace Falcon.Testing.Lab;

/// <summary>What scripts/lab.sh built, from topology.json.</summary>
public sealed record LabTopology(
    string Name, int Underlay, int InnerMtu, IReadOnlyList<LabHost> Hosts, IReadOnlyList<LabContainer> Containers)
{
    public LabHost Host(string name) => Hosts.Single(host => host.Name == name);

    public LabContainer Container(string name) => Containers.Single(container => container.Name == name);

    /// <exception cref="JsonException">The text is not what lab.sh writes.</exception>
    public static LabTopology Parse(string json) =>
        JsonSerializer.Deserialize<LabTopology>(json, JsonSerializerOptions.Web) ?? throw new JsonException("topology.json is empty");
}
