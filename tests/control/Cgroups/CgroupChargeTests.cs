using CsCheck;
using Falcon.Api;
using Falcon.Control.Cgroups;

namespace Falcon.Control.Tests.Cgroups;

public sealed class CgroupChargeTests : IDisposable
{
    private readonly TemporaryCgroup _cgroup = new();
    private readonly CgroupJournal _journal;
    private readonly CgroupCharge _charge;

    public CgroupChargeTests()
    {
        _journal = new CgroupJournal(_cgroup.Journal);
        _charge = new CgroupCharge(() => _cgroup.Cgroup, _journal);
    }

    public void Dispose() => _cgroup.Dispose();

    [Fact]
    public void What_the_network_costs_is_taken_from_the_quota_and_given_back_when_it_costs_nothing()
    {
        _charge.Update(cpus: 0.2);
        Assert.Equal("30000 100000", _cgroup.Max);
        _charge.Update(cpus: 0.1);
        Assert.Equal("40000 100000", _cgroup.Max);
        _charge.Update(cpus: 0);
        Assert.Equal(("50000 100000", CgroupState.Charged), (_cgroup.Max, _charge.State));
        Assert.False(File.Exists(_cgroup.Journal));
    }

    [Fact]
    public void Small_changes_are_not_written_because_each_write_refills_the_quota()
    {
        _charge.Update(cpus: 0.2);
        _charge.Update(cpus: 0.22);
        Assert.Equal("30000 100000", _cgroup.Max);
        _charge.Update(cpus: 0.23);
        Assert.Equal("27000 100000", _cgroup.Max);
    }

    [Fact]
    public void The_container_keeps_a_tenth_of_its_quota() => Gen.Select(Gen.Long[1, 10_000_000], Gen.Double[0, 64]).Sample((quota, cpus) =>
    {
        long left = CgroupCharge.Left(new CpuLimit(quota, 100_000), cpus);
        Assert.InRange(left, Math.Min(quota, Math.Max(quota / 10, 1000)), quota);
    });

    [Fact]
    public void The_end_gives_back_what_was_taken()
    {
        _charge.Update(cpus: 0.2);
        _charge.Restore();
        Assert.Equal("50000 100000", _cgroup.Max);
        Assert.False(File.Exists(_cgroup.Journal));
    }

    [Fact]
    public void A_limit_that_its_owner_changes_is_the_limit_from_then_on()
    {
        _charge.Update(cpus: 0.2);
        _cgroup.Max = "80000 100000";
        _charge.Update(cpus: 0.2);
        Assert.Equal("60000 100000", _cgroup.Max);
        _cgroup.Max = "70000 100000";
        _charge.Restore();
        Assert.Equal("70000 100000", _cgroup.Max);
    }

    [Fact]
    public void Without_a_limit_there_is_nothing_to_charge()
    {
        _cgroup.Max = "max 100000";
        _charge.Update(cpus: 0.2);
        Assert.Equal(("max 100000", CgroupState.Unlimited), (_cgroup.Max, _charge.State));
    }

    [Fact]
    public void A_cgroup_that_vanishes_is_missing_and_forgotten()
    {
        string journal = Path.GetTempFileName();
        var charge = new CgroupCharge(() => _cgroup.Cgroup, new CgroupJournal(journal));
        charge.Update(cpus: 0.2);
        _cgroup.Vanish();
        charge.Update(cpus: 0.2);
        Assert.Equal((CgroupState.Missing, $"cgroup {_cgroup.Directory} is not there"), (charge.State, charge.Fault));
        charge.Update(cpus: 0.2);
        charge.Restore();
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public void What_the_journal_cannot_note_is_not_lowered()
    {
        Directory.CreateDirectory(_cgroup.Journal);
        _charge.Update(cpus: 0.2);
        Assert.Equal(("50000 100000", CgroupState.Refused), (_cgroup.Max, _charge.State));
        Assert.StartsWith($"{_cgroup.Journal} cannot be written: ", _charge.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_no_cgroup_is_refused()
    {
        File.Delete(_cgroup.Path("cpu.max"));
        _charge.Update(cpus: 0.2);
        Assert.Equal(
            $"cgroup {_cgroup.Directory} has neither cpu.max nor cpu.cfs_quota_us; name one of a hierarchy that has the cpu controller",
            _charge.Fault);
    }

    [Fact]
    public void Version_1_is_charged_too()
    {
        using var cgroup = new TemporaryCgroup(version1: true);
        var charge = new CgroupCharge(() => cgroup.Cgroup, _journal);
        charge.Update(cpus: 0.2);
        Assert.Equal("30000", File.ReadAllText(cgroup.Path("cpu.cfs_quota_us")));
        charge.Restore();
        Assert.Equal("50000", File.ReadAllText(cgroup.Path("cpu.cfs_quota_us")));
    }
}
