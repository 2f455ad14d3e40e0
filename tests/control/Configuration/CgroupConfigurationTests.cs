using Falcon.Control.Preflight;

namespace Falcon.Control.Tests.Configuration;

public class CgroupConfigurationTests
{
    [Theory]
    [InlineData("auto", "auto")]
    [InlineData("/sys/fs/cgroup/web/", "/sys/fs/cgroup/web")]
    public void A_port_can_be_charged_to_a_cgroup(string value, string cgroup) =>
        Assert.Equal(cgroup, Yaml.Valid(Port(value)).Dataplane.Overlays[0].Ports[0].Cgroup);

    [Fact]
    public void A_name_is_no_cgroup() => Assert.Equal(
        ["falcon.yaml:4:59: overlays[0].ports[0].cgroup: 'web' is not auto, or a cgroup's directory such as "
            + "/sys/fs/cgroup/web"], Yaml.Problems(Port("web")));

    [Fact]
    public void It_needs_the_bills() => Assert.Contains(
        "has a cgroup, which needs the bills", Assert.Single(
            Yaml.Problems($"{Port("auto")}\naccounting: false\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData("/sys/fs/cgroup/web", true)]
    [InlineData("auto", false)]
    public void Preflight_looks_at_a_cgroup_that_is_named(string value, bool found)
    {
        FakeHost host = new() { CgroupProblem = "cgroup /sys/fs/cgroup/web is not there" };
        IEnumerable<string> problems = PreflightCheck.Run(Yaml.Valid(Port(value)), host).Problems.Select(problem => problem.ToString());
        Assert.Equal(found ? ["falcon.yaml:4:59: overlays[0].ports[0].cgroup: cgroup /sys/fs/cgroup/web is not there"] : [], problems);
    }

    private static string Port(string cgroup) => $"{Yaml.Minimal}    ports: [{{name: web, netns: web, device: eth0, cgroup: {cgroup}}}]\n";
}
