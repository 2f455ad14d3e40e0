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
        const string V1 = "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0";
        const string V2 = "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0";
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct", CgroupFinder.CpuMount([V2, V1]));
        Assert.Equal("/sys/fs/cgroup", CgroupFinder.CpuMount(["proc /proc proc rw 0 0", V2]));
        Assert.Null(CgroupFinder.CpuMount(["cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0"]));
    }

    [Fact]
    public void A_namespace_that_is_not_there_is_named()
    {
        CgroupException fault = Assert.Throws<CgroupException>(() => CgroupFinder.Find("no-such-container"));
        Assert.Contains("no-such-container", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_containers_own_cgroup_is_the_deepest_that_all_its_processes_share() => Assert.Equal(
        "/pods/one",
        CgroupFinder.Own("one", [("/pods/one/a", true), ("/pods/one/b", true), ("/pods/two", false), ("/", false), ("/pods", false)]));

    [Theory]
    [InlineData("/pods/two", "/pods", "/pods/two/a")] // a process of this container in the cgroup of another
    [InlineData("/pods/one/nested", "/pods/one", "/pods/one/other")]
    [InlineData("/pods/one/nested", "/pods/one", "/pods/one")]
    public void A_stray_process_does_not_make_the_parent_of_others_a_containers_own(string stray, string parent, string others)
    {
        CgroupException fault =
            Assert.Throws<CgroupException>(() => CgroupFinder.Own("one", [("/pods/one/a", true), (stray, true), (others, false)]));
        Assert.Contains($"cgroup {parent} is not used by network namespace 'one' alone", fault.Message, StringComparison.Ordinal);
        Assert.Contains(others, fault.Message, StringComparison.Ordinal);
    }
}
