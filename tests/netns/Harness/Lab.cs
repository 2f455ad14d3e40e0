using Falcon.Testing.Lab;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Hosts and containers made by scripts/lab.sh; removed when disposed, or at the latest when the test process ends.</summary>
public sealed class Lab : IDisposable
{
    private const string Prefix = "t";
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);
    private static readonly HashSet<string> s_standing = [];
    private static int s_count;

    private readonly Dictionary<string, Host> _hosts;
    private readonly Dictionary<string, Container> _containers;

    static Lab()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Array.ForEach([.. s_standing], TearDown);
        Array.ForEach([.. LabScript.Abandoned(Prefix)], TearDown);
    }

    private Lab(LabTopology topology)
    {
        Topology = topology;
        _hosts = topology.Hosts.ToDictionary(host => host.Name, host => new Host(host));
        _containers = topology.Containers.ToDictionary(container => container.Name, container => new Container(container));
    }

    public LabTopology Topology { get; }

    /// <summary>The namespace of the bridge between the hosts, in labs with more than two.</summary>
    public Namespace Switch => new($"{Topology.Name}-sw");

    public IEnumerable<Host> FalconHosts => _hosts.Values.Where(host => host.RunsFalcon);

    public IEnumerable<Container> Containers => _containers.Values;

    /// <summary>The namespaces of all hosts and containers.</summary>
    public IEnumerable<Namespace> Namespaces => _hosts.Values.Concat<Namespace>(_containers.Values);

    /// <summary>Builds a lab with a unique name.</summary>
    public static Lab Up(LabShape shape)
    {
        Requirements.Check();
        string name = $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
        s_standing.Add(name);
        return new Lab(LabTopology.Parse(LabScript.Up(name, shape.Options).Run(s_limit).Succeeds().Output));
    }

    public Host Host(int host) => _hosts[$"h{host}"];

    public Container Container(int host, int container = 1, int overlay = 1) =>
        _containers[overlay == 1 ? $"h{host}c{container}" : $"h{host}c{container}o{overlay}"];

    /// <summary>
    /// The command line of a generator on host 2. Its frames go through the tunnel to a container of host 1, as if a container of host 2
    /// sent them.
    /// </summary>
    public string[] PktgenTo(Container container, params string[] options) =>
    [
        "pktgen", "--device", Harness.Host.Uplink, "--vxlan-vni", $"{container.Vni}",
        "--outer-from", Host(2).Address, "--outer-to", Host(1).Address, "--outer-to-mac", Host(1).UplinkMac,
        "--to-mac", container.Mac, "--from-ip", Container(2).Ipv4, "--to-ip", container.Ipv4, .. options,
    ];

    public void Dispose() => TearDown(Topology.Name);

    private static void TearDown(string name)
    {
        LabScript.Down(name).Run(s_limit).Succeeds();
        s_standing.Remove(name);
    }
}
