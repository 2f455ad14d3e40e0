namespace Falcon.Bench.Scenarios.Lab;

/// <summary>Where a scenario takes place.</summary>
public enum Topology
{
    /// <summary>In this process, without namespaces.</summary>
    InProcess,

    /// <summary>
    /// Host h1 runs the system. The generator is at the other end of its uplink, in the namespace of a host with the kernel's VXLAN.
    /// </summary>
    Wire,

    /// <summary>Hosts h1 and h2 both run the system.</summary>
    Pair,
}
