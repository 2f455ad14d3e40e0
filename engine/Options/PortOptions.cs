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

    /// <summary>Whether the engine starts without the container; the port is down until it comes. Needs <see cref="PortLaneKind.Packet"/>.</summary>
    public bool Wait { get; init; }

    /// <summary>Whether frames for this port are joined to trains (generic receive offload in user space).</summary>
    public bool Coalesce { get; init; } = true;

    /// <summary>Most MAC addresses that are learned behind it, its own not counted.</summary>
    public int MacLimit { get; init; } = DefaultMacLimit;

    /// <summary>The CPU time that workers may spend for it; null for any.</summary>
    public BudgetOptions? Budget { get; init; }

    /// <summary>The cgroup that its network is charged to: <c>auto</c> for that of its processes, or a directory; null for none. Not the engine's business.</summary>
    public string? Cgroup { get; init; }
}
