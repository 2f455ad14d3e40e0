namespace Falcon.Control.Preflight;

/// <summary>What preflight asks the host. Reads only. Tests implement it with their own.</summary>
public interface IHostProbe
{
    /// <summary>Whether the process has a capability (effective set).</summary>
    bool Has(Capability capability);

    /// <summary>
    /// Bytes that the process may lock (RLIMIT_MEMLOCK), with the limit raised as far as allowed; <see cref="long.MaxValue"/> for no limit.
    /// </summary>
    long LockableBytes { get; }

    /// <summary>The running kernel.</summary>
    Version KernelVersion { get; }

    /// <summary>Whether the kernel tells where the fields of its structures are (BTF).</summary>
    bool HasTypeInformation { get; }

    /// <summary>Why an AF_XDP socket cannot be opened, or null.</summary>
    string? AfXdpFault();

    /// <summary>Why softirqs cannot be measured, or null.</summary>
    string? SoftirqFault();

    /// <summary>The CPUs that the process may run on.</summary>
    IReadOnlyList<int> AllowedCpus();

    /// <summary>The devices of our network namespace.</summary>
    IReadOnlyList<HostLink> Links();

    /// <summary>The names of the devices in a container's network namespace.</summary>
    /// <exception cref="Falcon.Xsk.Links.NetworkNamespaceException">
    /// It does not exist or cannot be entered; the message says which.
    /// </exception>
    IReadOnlyList<string> DevicesIn(string netns);

    /// <summary>Why a container's network cannot be charged to a cgroup, or null.</summary>
    string? CgroupFault(string directory);

    /// <summary>
    /// Why the admin socket cannot be used, or null: another daemon answers there, or the path is not a socket. Null also for a socket that
    /// is too busy to answer; the daemon tries longer.
    /// </summary>
    string? AdminSocketFault(string path);
}
