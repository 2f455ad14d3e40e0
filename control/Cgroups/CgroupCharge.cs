using Falcon.Api;

namespace Falcon.Control.Cgroups;

/// <summary>
/// Lowers a container's CPU quota by the recent cost of its network, so that both together get what the owner granted: the scheduler
/// integration of Iron (NSDI'18, section 3.3) in user space. Not thread-safe.
/// </summary>
/// <remarks>
/// The kernel gives a cgroup a new quota whenever its limit is written. So a call writes at most once, and not for a change below a
/// twentieth of the quota.
/// </remarks>
/// <param name="find">Finds the cgroup; throws <see cref="CgroupException"/>.</param>
/// <param name="journal">Notes each limit before it is lowered.</param>
internal sealed class CgroupCharge(Func<Cgroup> find, CgroupJournal journal)
{
    /// <summary>
    /// The least that stays with the container, whatever its network costs: a tenth of its quota, and at least the kernel's minimum.
    /// </summary>
    private const int FloorDivisor = 10;
    private const long LeastQuota = 1_000;

    private const int HysteresisDivisor = 20;

    private Cgroup? _cgroup;
    private CpuLimit _original;
    private CpuLimit _written; // the limit last read or written

    /// <summary>Whether charging works.</summary>
    public CgroupState State { get; private set; } = CgroupState.Missing;

    /// <summary>Why charging does not work; null while it does.</summary>
    public string? Fault { get; private set; }

    /// <summary>Its state for reports.</summary>
    public CgroupSnapshot Snapshot => new()
    {
        State = State,
        Directory = _cgroup?.Directory,
        OriginalQuota = _original.Quota,
        Quota = _written.Quota,
        Period = _original.Period,
    };

    /// <summary>Charges what the network used.</summary>
    /// <param name="cpus">CPU seconds per second that the container's network used recently.</param>
    public void Update(double cpus)
    {
        try
        {
            Become(TryCharge(cpus), null);
        }
        catch (CgroupException e)
        {
            if (_cgroup?.Exists != true) Forget();
            Become(_cgroup is null ? CgroupState.Missing : CgroupState.Refused, e.Message);
        }
    }

    /// <summary>Restores the limit that the owner set.</summary>
    /// <exception cref="CgroupException">The limit cannot be written; the journal keeps it.</exception>
    public void Restore()
    {
        if (_cgroup is { Exists: true } && _written != _original && _cgroup.Read() == _written) _cgroup.Write(_original);
        Forget();
    }

    /// <summary>The quota that stays with the container, in microseconds.</summary>
    internal static long Left(CpuLimit original, double cpus)
    {
        long quota = original.Quota!.Value, spent = (long)(cpus * original.Period);
        return Math.Clamp(quota - spent, Math.Min(quota, Math.Max(quota / FloorDivisor, LeastQuota)), quota);
    }

    private CgroupState TryCharge(double cpus)
    {
        Look();
        if (_original.Quota is not { } quota) return CgroupState.Unlimited;
        var target = new CpuLimit(Left(_original, cpus), _original.Period);
        bool worthIt = target == _original || Math.Abs(target.Quota!.Value - _written.Quota!.Value) >= quota / HysteresisDivisor;
        if (target != _written && worthIt) Lower(target);
        return CgroupState.Charged;
    }

    /// <summary>Finds the cgroup. If somebody else has changed its limit, the new limit counts as the owner's.</summary>
    private void Look()
    {
        bool first = _cgroup is null;
        _cgroup ??= find();
        CpuLimit now = _cgroup.Read();
        if (!first && now == _written) return;
        _original = _written = now;
        journal.Remove(_cgroup.Directory);
    }

    private void Lower(CpuLimit target)
    {
        journal.Put(new JournalEntry(_cgroup!.Directory, _original, [_written, target]));
        _cgroup.Write(target);
        _written = target;
        if (target == _original) journal.Remove(_cgroup.Directory);
    }

    private void Forget()
    {
        if (_cgroup is not null) journal.Remove(_cgroup.Directory);
        _cgroup = null;
        _original = _written = default;
    }

    private void Become(CgroupState state, string? fault) => (State, Fault) = (state, fault);
}
