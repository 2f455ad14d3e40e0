using System.Text.Json;

namespace Falcon.Bench.Scenarios.Lab;

/// <summary>What scripts/lab.sh writes into topology.json, as far as it is of use here.</summary>
public sealed record LabDescription(
    string Name, int InnerMtu, IReadOnlyList<LabDescription.Host> Hosts, IReadOnlyList<LabDescription.Container> Containers)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public sealed record Host(string Name, string Netns, string Kind, string Address, string Device, string? Config, string? Socket, int? Pid);

    public sealed record Container(string Name, string Netns, string Host, int Vni, string Device, string Mac, IReadOnlyList<string> Addresses);

    public Host HostNamed(string name) => Hosts.Single(host => host.Name == name);

    public Container ContainerNamed(string name) => Containers.Single(container => container.Name == name);

    /// <exception cref="JsonException">The text is not what lab.sh writes.</exception>
    public static LabDescription Parse(string json) =>
        JsonSerializer.Deserialize<LabDescription>(json, s_json) ?? throw new JsonException("topology.json is empty");
}
