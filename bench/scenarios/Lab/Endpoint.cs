namespace Falcon.Bench.Scenarios.Lab;

/// <summary>A place where an application runs: a container, or a host where there is no overlay.</summary>
/// <param name="Netns">The network namespace under /run/netns.</param>
/// <param name="Address">Its IPv4 address.</param>
/// <param name="Device">The device that has the address.</param>
/// <param name="Mac">The device's MAC address.</param>
public sealed record Endpoint(string Netns, string Address, string Device, string Mac);
