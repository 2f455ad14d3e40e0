using Falcon.Engine.Options;

namespace Falcon.Control.Cgroups;

/// <summary>A port whose network is charged to a cgroup. The state may be read by any thread.</summary>
internal sealed class ChargedPort
{
    private readonly Lock _lock = new();
    private readonly CgroupCharge _charge;
    private CgroupState? _told;

    public ChargedPort(int index, PortOptions port, CgroupJournal journal)
    {
        Index = index;
        Name = port.Name;
        _charge = new CgroupCharge(() => port.Cgroup == CgroupFinder.Auto ? CgroupFinder.Find(port.Netns) : new Cgroup(port.Cgroup!), journal);
    }

    /// <summary>The port's index.</summary>
    public int Index { get; }

    /// <summary>The port's name.</summary>
    public string Name { get; }

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
}
