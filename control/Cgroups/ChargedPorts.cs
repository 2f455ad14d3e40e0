using Falcon.Api;
using Falcon.Engine.Options;

namespace Falcon.Control.Cgroups;

/// <summary>The ports of one container, whose network is charged to one cgroup. The state may be read by any thread.</summary>
internal sealed class ChargedPorts
{
    private readonly Lock _lock = new();
    private readonly CgroupCharge _charge;
    private readonly string _key;
    private CgroupState? _told;

    /// <param name="ports">The ports; all say the same of their cgroup.</param>
    /// <param name="journal">Told before anything is lowered.</param>
    /// <param name="holder">Who charges a cgroup already; null for nobody.</param>
    public ChargedPorts(IReadOnlyList<PortOptions> ports, CgroupJournal journal, Func<string, ChargedPorts?> holder)
    {
        _key = KeyOf(ports[0]);
        Ports = [.. ports.Select(port => port.Name)];
        _charge = new CgroupCharge(() => Find(ports[0], holder), journal);
    }

    /// <summary>What tells containers apart: ports of one have this in common.</summary>
    public static string KeyOf(PortOptions port) => port.Cgroup == CgroupFinder.Auto ? $"{CgroupFinder.Auto} {port.Netns}" : port.Cgroup!;

    /// <summary>The ports' names.</summary>
    public IReadOnlyList<string> Ports { get; }

    /// <summary>The same for the log.</summary>
    public string Name => string.Join(", ", Ports);

    /// <summary>Whether it is about these ports.</summary>
    public bool IsOf(IReadOnlyList<PortOptions> ports) => _key == KeyOf(ports[0]) && Ports.SequenceEqual(ports.Select(port => port.Name));

    /// <summary>Why it is not charged; null when it is.</summary>
    public string? Fault => _charge.Fault;

    /// <summary>The cgroup as it is now.</summary>
    public CgroupSnapshot Snapshot
    {
        get
        {
            lock (_lock) return _charge.Snapshot;
        }
    }

    /// <summary>Charges so many CPUs.</summary>
    /// <returns>Whether its state has changed: the operator should hear of it.</returns>
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

    /// <summary>Gives back what was taken.</summary>
    /// <returns>Why that failed; null when it did not.</returns>
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

    /// <summary>Two who lower one limit would each take the other's for the owner's word.</summary>
    private static Cgroup Find(PortOptions port, Func<string, ChargedPorts?> holder)
    {
        Cgroup cgroup = port.Cgroup == CgroupFinder.Auto ? CgroupFinder.Find(port.Netns) : new Cgroup(port.Cgroup!);
        return holder(cgroup.Directory) is { } other
            ? throw new CgroupException($"cgroup {cgroup.Directory} is charged for {other.Name} already; give the ports of one container the same 'cgroup' and 'netns'")
            : cgroup;
    }
}
