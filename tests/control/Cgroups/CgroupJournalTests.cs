using Falcon.Control.Cgroups;

namespace Falcon.Control.Tests.Cgroups;

public sealed class CgroupJournalTests : IDisposable
{
    private readonly TemporaryCgroup _cgroup = new();
    private readonly List<string> _told = [];

    public void Dispose() => _cgroup.Dispose();

    [Fact]
    public void What_a_killed_daemon_lowered_is_given_back_once()
    {
        Charge(0.2);
        Recover();
        Assert.Equal("50000 100000", _cgroup.Max);
        Assert.Equal([$"the CPU limit of cgroup {_cgroup.Directory}, lowered by an earlier daemon, is restored"], _told);
        Recover();
        Assert.Single(_told);
        Assert.False(File.Exists(_cgroup.Journal));
    }

    [Theory]
    [InlineData("50000 100000")] // killed between the journal and the cgroup
    [InlineData("30000 100000")]
    public void Either_limit_around_a_kill_is_known(string left)
    {
        Charge(0.2);
        _cgroup.Max = left;
        Recover();
        Assert.Equal("50000 100000", _cgroup.Max);
    }

    [Fact]
    public void A_limit_that_somebody_set_meanwhile_stays()
    {
        Charge(0.2);
        _cgroup.Max = "20000 100000";
        Recover();
        Assert.Equal("20000 100000", _cgroup.Max);
        Assert.Empty(_told);
    }

    [Fact]
    public void A_journal_that_is_broken_is_told_of()
    {
        File.WriteAllText(_cgroup.Journal, "[{");
        Recover();
        Assert.StartsWith(
            $"{_cgroup.Journal} cannot be read, so cgroups may be left with a lowered CPU limit: ", Assert.Single(_told),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_cgroup_that_is_gone_is_forgotten()
    {
        using var gone = new TemporaryCgroup();
        new CgroupJournal(_cgroup.Journal).Put(new JournalEntry(gone.Directory, new(50_000, 100_000), [new(30_000, 100_000)]));
        gone.Vanish();
        Recover();
        Assert.Empty(_told);
        Assert.False(File.Exists(_cgroup.Journal));
    }

    [Fact]
    public void A_journal_that_somebody_else_may_have_written_is_not_believed()
    {
        Charge(0.2);
        File.SetUnixFileMode(_cgroup.Journal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Recover();
        Assert.Equal("30000 100000", _cgroup.Max);
        Assert.Contains("is writable by others than its owner", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_is_a_link_is_neither_read_nor_written_through()
    {
        Charge(0.2);
        string elsewhere = _cgroup.Path("elsewhere");
        File.Move(_cgroup.Journal, elsewhere);
        File.CreateSymbolicLink(_cgroup.Journal, elsewhere);
        File.CreateSymbolicLink(_cgroup.Journal + ".new", elsewhere);
        string before = File.ReadAllText(elsewhere);
        Recover();
        Assert.Equal("30000 100000", _cgroup.Max);
        Assert.Single(_told);
        Charge(0.1);
        Assert.Equal(before, File.ReadAllText(elsewhere));
        Assert.Null(new FileInfo(_cgroup.Journal).LinkTarget);
    }

    [Fact]
    public void Only_its_owner_may_read_it()
    {
        Charge(0.2);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_cgroup.Journal));
    }

    private void Charge(double cpus) => new CgroupCharge(() => _cgroup.Cgroup, new CgroupJournal(_cgroup.Journal)).Update(cpus);

    private void Recover() => new CgroupJournal(_cgroup.Journal).Recover(_told.Add);
}
