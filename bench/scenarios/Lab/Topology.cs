namespace Falcon.Bench.Scenarios.Lab;

/// <summary>Where a scenario takes place.</summary>
public enum Topology
{
    /// <summary>In this process; no namespace at all.</summary>
    InProcess,

    /// <summary>Host h1 runs the system; at the other end of its uplink sits the generator, in the namespace of a host with the kernel's VXLAN.</summary>
    Wire,

    /// <summary>Hosts h1 and h2 both run the system.</summary>
    Pair,
}
