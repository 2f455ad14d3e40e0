using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Options;

/// <summary>A container's attachment to an overlay.</summary>
public sealed record PortOptions
{
    /// <summary>The <see cref="MacLimit"/> of ports that do not set one.</summary>
    public const int DefaultMacLimit = 1024;

    /// <summary>The operator's name for the port; unique in the engine.</summary>
    public required string Name { get; init; }

    /// <summary>The container's namespace: a name under /run/netns, an absolute path, or <c>pid:N</c>.</summary>
    public required string Netns { get; init; }

    /// <summary>The name of the device to create in the container; at most 15 bytes.</summary>
    public required string Device { get; init; }

    /// <summary>The device's MAC address.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>Addresses given to the device, as address and prefix length.</summary>
    public IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses { get; init; } = [];

    /// <summary>Whether the port's identity is enforced; null for <see cref="AntiSpoof.Strict"/> if the port has addresses.</summary>
    public AntiSpoof? AntiSpoof { get; init; }

    /// <summary>Whether frames from the container are checked against the port's identity.</summary>
    public bool IsStrict => AntiSpoof is { } mode ? mode == Options.AntiSpoof.Strict : Addresses.Count > 0;

    /// <summary>Addresses that the container may use besides <see cref="Mac"/> and <see cref="Addresses"/>.</summary>
    public IReadOnlyList<AllowedAddress> AllowedAddresses { get; init; } = [];

    /// <summary>What a strict port may do beyond sending from its own addresses.</summary>
    public PortRoles Allow { get; init; }

    /// <summary>
    /// Whether the container may come later. A port without its container is down and retried in either case; this only says that it is
    /// expected.
    /// </summary>
    public bool Wait { get; init; }

    /// <summary>Whether frames for this port are joined to trains (generic receive offload in user space).</summary>
    public bool Coalesce { get; init; } = true;

    /// <summary>The most MAC addresses that are learned behind the port, not counting its own.</summary>
    public int MacLimit { get; init; } = DefaultMacLimit;

    /// <summary>
    /// The most copies per second that the port's broadcast, unknown unicast and multicast may cause; null for the overlay's limit.
    /// </summary>
    public int? StormLimit { get; init; }

    /// <summary>What carries its known flows, by protocol.</summary>
    public FlowPaths Paths { get; init; }

    /// <summary>The CPU time that workers may spend for the port; null for no limit.</summary>
    public BudgetOptions? Budget { get; init; }

    /// <summary>
    /// The cgroup that the port's network CPU time is charged to: <c>auto</c> for the cgroup of its processes, or a directory; null for
    /// none. The engine does not use it.
    /// </summary>
    public string? Cgroup { get; init; }
}
