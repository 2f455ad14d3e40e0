using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Options;

/// <summary>A container's attachment to an overlay.</summary>
public sealed record PortOptions
{
    /// <summary>The <see cref="MacLimit"/> of ports that have none of their own.</summary>
    public const int DefaultMacLimit = 1024;

    /// <summary>The operator's name for it; unique in the engine.</summary>
    public required string Name { get; init; }

    /// <summary>The container's namespace: a name under /run/netns, an absolute path, or <c>pid:N</c>.</summary>
    public required string Netns { get; init; }

    /// <summary>The device to create inside the container; at most 15 bytes.</summary>
    public required string Device { get; init; }

    /// <summary>The device's MAC address.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>Addresses given to the device, as address and prefix length.</summary>
    public IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses { get; init; } = [];

    /// <summary>
    /// Whether its container may speak only for itself; null for <see cref="AntiSpoof.Strict"/> where the port has addresses.
    /// </summary>
    public AntiSpoof? AntiSpoof { get; init; }

    /// <summary>Whether frames of the container are held against the port's identity.</summary>
    public bool IsStrict => AntiSpoof is { } mode ? mode == Options.AntiSpoof.Strict : Addresses.Count > 0;

    /// <summary>Addresses that the container may use besides <see cref="Mac"/> and <see cref="Addresses"/>.</summary>
    public IReadOnlyList<AllowedAddress> AllowedAddresses { get; init; } = [];

    /// <summary>What a strict port may do beyond speaking for itself.</summary>
    public PortRoles Allow { get; init; }

    /// <summary>
    /// Whether its container may come later. A port whose container is away is down and retried either way; this says that it is
    /// expected.
    /// </summary>
    public bool Wait { get; init; }

    /// <summary>Whether frames for this port are joined to trains (generic receive offload in user space).</summary>
    public bool Coalesce { get; init; } = true;

    /// <summary>Most MAC addresses that are learned behind it, its own not counted.</summary>
    public int MacLimit { get; init; } = DefaultMacLimit;

    /// <summary>Most copies per second that its broadcast, unknown unicast and multicast may cause; null for the overlay's limit.</summary>
    public int? StormLimit { get; init; }

    /// <summary>The CPU time that workers may spend for it; null for any.</summary>
    public BudgetOptions? Budget { get; init; }

    /// <summary>
    /// The cgroup that its network is charged to: <c>auto</c> for that of its processes, or a directory; null for none. Not the engine's
    /// business.
    /// </summary>
    public string? Cgroup { get; init; }
}
