using Falcon.Api;
using Falcon.Control.Cgroups;
using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Control.Tests.Cgroups;

public sealed class ChargedPortsTests : IDisposable
{
    private readonly TemporaryCgroup _cgroup = new();

    public void Dispose() => _cgroup.Dispose();

    [Fact]
    public void Ports_of_one_container_belong_together()
    {
        Assert.Equal(ChargedPorts.KeyOf(Port("web", "auto")), ChargedPorts.KeyOf(Port("web", "auto")));
        Assert.NotEqual(ChargedPorts.KeyOf(Port("web", "auto")), ChargedPorts.KeyOf(Port("db", "auto")));
        Assert.Equal(ChargedPorts.KeyOf(Port("web", "/a")), ChargedPorts.KeyOf(Port("db", "/a")));
    }

    [Fact]
    public void A_cgroup_that_is_charged_already_is_left_alone()
    {
        ChargedPorts first = Charged(holder: null), second = Charged(first);
        Assert.True(first.Charge(cpus: 0.2));
        Assert.True(second.Charge(cpus: 0.1));
        Assert.Equal((CgroupState.Missing, "30000 100000"), (second.Snapshot.State, _cgroup.Max));
        Assert.Equal(
            $"cgroup {_cgroup.Directory} is charged for web already; give the ports of one container the same 'cgroup' and 'netns'",
            second.Fault);
    }

    [Fact]
    public void A_state_is_told_once()
    {
        ChargedPorts charged = Charged(holder: null);
        Assert.True(charged.Charge(cpus: 0));
        Assert.False(charged.Charge(cpus: 0.2));
        _cgroup.Max = "max 100000";
        Assert.True(charged.Charge(cpus: 0.2));
        Assert.Null(charged.Restore());
    }

    private ChargedPorts Charged(ChargedPorts? holder) =>
        new(
            [Port("web", _cgroup.Directory)], new CgroupJournal(_cgroup.Journal),
            directory => holder?.Snapshot.Directory == directory ? holder : null);

    private static PortOptions Port(string netns, string cgroup) =>
        new() { Name = "web", Netns = netns, Device = "eth0", Mac = MacAddress.Parse("02:00:00:00:00:01", null), Cgroup = cgroup };
}
