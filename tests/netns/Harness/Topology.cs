namespace Falcon.Netns.Tests.Harness;

/// <summary>What scripts/lab.sh built (topology.json).</summary>
public sealed record Topology(
    string Name, int Underlay, int InnerMtu, IReadOnlyList<HostDescription> Hosts, IReadOnlyList<ContainerDescription> Containers);

public sealed record HostDescription(string Name, string Netns, string Kind, string Address, string? Config, string? Socket, string? Log);

public sealed record ContainerDescription(string Name, string Netns, uint Vni, string Mac, IReadOnlyList<string> Addresses);
