using System.Net;
using Falcon.Control.Preflight;
using Falcon.Xsk.Links;

namespace Falcon.Control.Tests;

/// <summary>A host that has everything <see cref="Yaml.Minimal"/> needs; tests take parts away.</summary>
internal sealed class FakeHost : IHostProbe
{
    public HashSet<Capability> Missing { get; } = [];

    public long LockableBytes { get; set; } = long.MaxValue;

    public Version KernelVersion { get; set; } = new(6, 18, 5);

    public string? Softirqs { get; set; }

    public string? SoftirqFault() => Softirqs;

    public bool HasTypeInformation { get; set; } = true;

    public string? XdpFault { get; set; }

    public List<int> Cpus { get; } = [0, 1];

    public List<HostLink> Devices { get; } = [Link("lo"), Link("eth1", addresses: "10.0.0.2")];

    public Dictionary<string, string[]> Containers { get; } = new() { ["web"] = ["lo"] };

    public string? SocketFault { get; set; }

    public string? CgroupProblem { get; set; }

    public static HostLink Link(string name, bool up = true, int mtu = 1500, uint program = 0, params string[] addresses) =>
        new(name, up, mtu, 2, program, [.. addresses.Select(IPAddress.Parse)]);

    public bool Has(Capability capability) => !Missing.Contains(capability);

    public string? AfXdpFault() => XdpFault;

    public IReadOnlyList<int> AllowedCpus() => Cpus;

    public IReadOnlyList<HostLink> Links() => Devices;

    public IReadOnlyList<string> DevicesIn(string netns) =>
        Containers.TryGetValue(netns, out string[]? devices) ? devices
        : throw new NetworkNamespaceException($"network namespace '{netns}': not there");

    public string? CgroupFault(string directory) => CgroupProblem;

    public string? AdminSocketFault(string path) => SocketFault;
}
