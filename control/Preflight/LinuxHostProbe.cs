using System.Globalization;
using Falcon.Control.Admin;
using Falcon.Control.Cgroups;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Links;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Threads;
using Tmds.Linux;

namespace Falcon.Control.Preflight;

/// <summary>Asks the running kernel.</summary>
public sealed class LinuxHostProbe : IHostProbe
{
    private const int AfXdp = 44;   // include/linux/socket.h

    private readonly ulong _capabilities = EffectiveCapabilities();

    /// <inheritdoc/>
    public Version KernelVersion => Environment.OSVersion.Version;

    /// <inheritdoc/>
    public bool HasTypeInformation => File.Exists("/sys/kernel/btf/vmlinux");

    /// <inheritdoc/>
    public long LockableBytes => MemoryLockLimit.Read(File.ReadLines("/proc/self/limits"), mayRaise: Has(Capability.SysResource));

    /// <inheritdoc/>
    public bool Has(Capability capability) => (_capabilities >> (int)capability & 1) != 0;

    /// <inheritdoc/>
    public string? AfXdpFault()
    {
        int fd = LibC.socket(AfXdp, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) return LibC.errno == LibC.EAFNOSUPPORT ? "this kernel has no AF_XDP" : $"socket() failed with errno {LibC.errno}";
        _ = LibC.close(fd);
        return null;
    }

    /// <inheritdoc/>
    public string? SoftirqFault() => SoftirqClock.Fault()?.Split('\n')[0];

    /// <inheritdoc/>
    public IReadOnlyList<int> AllowedCpus() => ThreadAffinity.AllowedCpus();

    /// <inheritdoc/>
    public IReadOnlyList<HostLink> Links()
    {
        using var netlink = RtNetlink.Open();
        return [.. netlink.Links().Select(Describe)];

        HostLink Describe(LinkInfo link) => new(
            link.Name,
            link.Up,
            link.Mtu,
            Ethtool.RxQueues(link.Name),
            link.XdpProgramId,
            [.. netlink.Addresses(link.IfIndex).Select(a => a.Address)],
            link.XdpProgramId == 0 ? "" : XdpHook.ProgramName(link.XdpProgramId))
        {
            Gro = Ethtool.IsFeatureOn(link.Name, EthtoolFeature.Gro),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> DevicesIn(string netns)
    {
        using var container = NetworkNamespace.Open(netns);
        return container.Run(() =>
        {
            using var netlink = RtNetlink.Open();
            return netlink.Links().Select(link => link.Name).ToArray();
        });
    }

    /// <inheritdoc/>
    public string? CgroupFault(string directory)
    {
        try
        {
            new Cgroup(directory).Read();
            return null;
        }
        catch (CgroupException e)
        {
            return e.Message;
        }
    }

    /// <inheritdoc/>
    public string? AdminSocketFault(string path) => AdminSocket.Fault(path, out bool busy) is { } fault && !busy ? fault : null;

    private static ulong EffectiveCapabilities()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("CapEff:", StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
