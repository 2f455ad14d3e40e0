using Falcon.Api;
using Falcon.Engine.Options;

namespace Falcon.Control.Cgroups;

/// <summary>The ports of one container, whose network is charged to one cgroup. Any thread may read the state.</summary>
internal sealed class ChargedPorts
{
    private readonly Lock _lock = new();
    private readonly CgroupCharge _charge;
    private readonly string _key;
    private CgroupState? _told;

    /// <param name="ports">The ports; all have the same cgroup option.</param>
    /// <param name="journal">Notes each limit before it is lowered.</param>
    /// <param name="holder">Finds the ports that charge a cgroup already; null for none.</param>
    public ChargedPorts(IReadOnlyList<PortOptions> ports, CgroupJournal journal, Func<string, ChargedPorts?> holder)
    {
        _key = KeyOf(ports[0]);
        Ports = [.. ports.Select(port => port.Name)];
        _charge = new CgroupCharge(() => Find(ports[0], holder), journal);
    }

    /// <summary>The same for all ports of one container, and different for other containers.</summary>
    public static string KeyOf(PortOptions port) => port.Cgroup == CgroupFinder.Auto ? $"{CgroupFinder.Auto} {port.Netns}" : port.Cgroup!;

    /// <summary>The ports' names.</summary>
    public IReadOnlyList<string> Ports { get; }

    /// <summary>The names as one text, for the log.</summary>
    public string Name => string.Join(", ", Ports);

    /// <summary>Whether these are its ports.</summary>
    public bool IsOf(IReadOnlyList<PortOptions> ports) => _key == KeyOf(ports[0]) && Ports.SequenceEqual(ports.Select(port => port.Name));

    /// <summary>Why it is not charged; null when it is.</summary>
    public string? Fault => _charge.Fault;

    /// <summary>The cgroup's current state.</summary>
    public CgroupSnapshot Snapshot
    {
        get
        {
            lock (_lock) return _charge.Snapshot;
        }
    }

    /// <summary>Charges this many CPUs.</summary>
    /// <returns>Whether the state has changed, so that the operator should be told.</returns>
    public bool Charge(double cpus)
    {
        lock (_lock)
        {
            _charge.Update(cpus);
            bool changed = _told != _charge.State;
            _told = _charge.State;
            return changed;
        }
    }

    /// <summary>Restores the cgroup's own limit.</summary>
    /// <returns>Why that failed; null on success.</returns>
    public string? Restore()
    {
        lock (_lock)
        {
            try
            {
                _charge.Restore();
                return null;
            }
            catch (CgroupException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>Refuses a cgroup that others charge: each would take the other's lowered limit for the owner's.</summary>
    private static Cgroup Find(PortOptions port, Func<string, ChargedPorts?> holder)
    {
        Cgroup cgroup = port.Cgroup == CgroupFinder.Auto ? CgroupFinder.Find(port.Netns) : new Cgroup(port.Cgroup!);
        return holder(cgroup.Directory) is { } other
            ? throw new CgroupException(
                $"cgroup {cgroup.Directory} is charged for {other.Name} already; "
                + "give the ports of one container the same 'cgroup' and 'netns'")
            : cgroup;
    }
}
