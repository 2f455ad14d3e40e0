using Falcon.Api;

namespace Falcon.Control.Cgroups;

/// <summary>
/// Lowers one container's CPU quota by what its network cost lately, so that both together get what its owner granted: the scheduler
/// integration of Iron (NSDI'18, section 3.3) from user space. Not thread-safe.
/// </summary>
/// <remarks>
/// The kernel gives a cgroup a fresh quota whenever its limit is written. So there is at most one write per call, and none for a change
/// below a twentieth of the quota.
/// </remarks>
/// <param name="find">Looks for the cgroup; throws <see cref="CgroupException"/>.</param>
/// <param name="journal">Told before anything is lowered.</param>
internal sealed class CgroupCharge(Func<Cgroup> find, CgroupJournal journal)
{
    /// <summary>What the container keeps, however much its network costs: a tenth of its quota, and the least that the kernel takes.</summary>
    private const int FloorDivisor = 10;
    private const long LeastQuota = 1_000;

    private const int HysteresisDivisor = 20;

    private Cgroup? _cgroup;
    private CpuLimit _original;
    private CpuLimit _written; // what we last read or wrote

    /// <summary>Whether it works.</summary>
    public CgroupState State { get; private set; } = CgroupState.Missing;

    /// <summary>Why it does not; null while it does.</summary>
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

    /// <summary>Charges what was spent.</summary>
    /// <param name="cpus">CPU time that the container's network took per second lately, in seconds.</param>
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

    /// <summary>Gives back the limit that its owner set.</summary>
    /// <exception cref="CgroupException">It cannot be written; the journal keeps it.</exception>
    public void Restore()
    {
        if (_cgroup is { Exists: true } && _written != _original && _cgroup.Read() == _written) _cgroup.Write(_original);
        Forget();
    }

    /// <summary>The quota that is left to the container, in microseconds.</summary>
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

    /// <summary>Finds the cgroup, and notices when somebody else has set its limit: that is the owner's word from then on.</summary>
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
