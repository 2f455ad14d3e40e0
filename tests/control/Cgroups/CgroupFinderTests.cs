using Falcon.Control.Cgroups;

namespace Falcon.Control.Tests.Cgroups;

public class CgroupFinderTests
{
    [Theory]
    [InlineData("/web", "/web", "/web")]
    [InlineData("/pod/web", "/pod/web/init", "/pod/web")]
    [InlineData("/pod/web", "/pod/webs", "/pod")]
    [InlineData("/web", "/db", "/")]
    [InlineData("/", "/web", "/")]
    public void Processes_share_the_cgroup_above_them(string one, string other, string common) =>
        Assert.Equal((common, common), (CgroupFinder.CommonParent(one, other), CgroupFinder.CommonParent(other, one)));

    [Fact]
    public void The_hierarchy_with_the_controller_counts()
    {
        Assert.Equal("/v1", CgroupFinder.CpuPath(["4:memory:/m", "2:cpu,cpuacct:/v1", "0::/v2"]));
        Assert.Equal("/v2", CgroupFinder.CpuPath(["4:memory:/m", "3:cpuacct:/a", "0::/v2"]));
        Assert.Null(CgroupFinder.CpuPath(["4:memory:/m"]));
    }

    [Fact]
    public void So_does_its_mount()
    {
        const string V1 = "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0", V2 = "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0";
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct", CgroupFinder.CpuMount([V2, V1]));
        Assert.Equal("/sys/fs/cgroup", CgroupFinder.CpuMount(["proc /proc proc rw 0 0", V2]));
        Assert.Null(CgroupFinder.CpuMount(["cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0"]));
    }

    [Fact]
    public void A_namespace_that_is_not_there_is_named()
    {
        var fault = Assert.Throws<CgroupException>(() => CgroupFinder.Find("no-such-container"));
        Assert.Contains("no-such-container", fault.Message, StringComparison.Ordinal);
    }
}
