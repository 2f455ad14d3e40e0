using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Billing;

/// <summary>A container whose network is charged to its own cgroup.</summary>
public sealed class CgroupTests : IDisposable
{
    private const long Quota = 60_000;

    private readonly Lab _lab;
    private readonly CpuCgroup _cgroup;
    private readonly RunningCommand _process;

    public CgroupTests()
    {
        Requirements.Check();
        _lab = Lab.Up(new LabShape { Start = false });
        _cgroup = new CpuCgroup(Quota);
        _process = Charged.Start("sleep", "infinity");
        _cgroup.Add(_process.Pid);
    }

    private Host Host => _lab.Host(1);

    private Container Charged => _lab.Container(1, 1);

    private Container Neighbour => _lab.Container(1, 2);

    public void Dispose()
    {
        _process.Dispose();
        _cgroup.Dispose();
        _lab.Dispose();
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("named")]
    public void The_network_is_taken_from_the_containers_quota_and_given_back_at_rest(string cgroup)
    {
        using FalconDaemon daemon = Start(cgroup == "auto" ? cgroup : _cgroup.Path);
        using (Send()) Eventually.True(() => _cgroup.Quota < Quota, "its quota stays as it is");
        Eventually.True(() => _cgroup.Quota == Quota, "its quota stays lowered");
        Assert.Single(daemon.LogLines("cgroup-charged", Charged.Port, _cgroup.Path));
    }

    [Fact]
    public void A_daemon_that_ends_gives_back_what_it_took()
    {
        using FalconDaemon daemon = Start("auto");
        using RunningCommand sender = Send();
        Eventually.True(() => _cgroup.Quota < Quota, "its quota stays as it is");
        daemon.End(Signal.Terminate);
        Assert.Equal(Quota, _cgroup.Quota);
    }

    [Theory]
    [InlineData("restore")]
    [InlineData("restart")]
    public void What_a_killed_daemon_took_is_given_back(string by)
    {
        using (FalconDaemon daemon = Start("auto"))
        {
            using RunningCommand sender = Send();
            Eventually.True(() => _cgroup.Quota < Quota, "its quota stays as it is");
            daemon.End(Signal.Kill);
        }

        Assert.True(_cgroup.Quota < Quota);
        if (by == "restore")
        {
            string told = new Command(Repository.Falcon, "restore", "--socket", Host.Admin.SocketPath).Run().Succeeds().Output;
            Assert.Contains(_cgroup.Path, told, StringComparison.Ordinal);
        }
        else
        {
            using FalconDaemon next = Start("auto");
            Assert.Single(next.LogLines("cgroup-recovered", _cgroup.Path));
        }

        Assert.Equal(Quota, _cgroup.Quota);
    }

    [Fact]
    public void Whom_it_charges_changes_with_the_configuration()
    {
        LabConfig config = Host.Configuration;
        using var daemon = FalconDaemon.Start(Host);
        using var another = new CpuCgroup(Quota);
        using RunningCommand sender = Send(), toNeighbour = Send(Neighbour);
        config.Add(Charged, $"cgroup: {_cgroup.Path}");
        Assert.Equal($"port-changed {Charged.Port}: cgroup", Host.Reload().Succeeds().Output.Trim());
        Eventually.True(() => _cgroup.Quota < Quota, "its quota stays as it is");

        config.Add(Neighbour, $"cgroup: {another.Path}");
        Host.Reload().Succeeds();
        Assert.Equal(Quota, _cgroup.Quota);
        Eventually.True(() => another.Quota < Quota, "the neighbour's quota stays as it is"); // all are charged at the same time
        Assert.Equal(Quota, _cgroup.Quota);
    }

    [Fact]
    public void A_cgroup_that_vanishes_is_told_of_and_frames_still_flow()
    {
        using FalconDaemon daemon = Start("auto");
        Eventually.True(() => daemon.LogLines("cgroup-charged").Any(), "it is never charged");
        _process.Signal(Signal.Kill);
        _cgroup.Dispose();
        Eventually.True(() => daemon.LogLines("warn", "cgroup-degraded", Charged.Port).Any(), "nobody hears that the cgroup is gone");
        Traffic.WarmUp(_lab.Container(2, 1), Charged.Ipv4);
    }

    private FalconDaemon Start(string cgroup) => FalconDaemon.Start(Host, Charged, $"cgroup: {cgroup}");

    /// <summary>Sends frames from the wire to a container until the test ends; nothing in it reads them.</summary>
    private RunningCommand Send(Container? to = null)
    {
        to ??= Charged;
        Traffic.WarmUp(_lab.Container(2, 1), to.Ipv4);
        return _lab.Host(2).Start(Repository.Falcon, _lab.PktgenTo(to, "--rate", "200000", "--seconds", "3600"));
    }
}
