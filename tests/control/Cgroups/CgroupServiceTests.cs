using Falcon.Control.Cgroups;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Stages;

namespace Falcon.Control.Tests.Cgroups;

public sealed class CgroupServiceTests
{
    [Fact]
    public void A_port_is_charged_what_was_billed_since_it_has_its_index()
    {
        // At second 15 web was forgotten, and other has its place: 0.3 s a second were billed there all the time.
        long[] before = new long[StandardStages.Table.Count];
        before[(int)StageId.Deliver] = 15_000_000_000 / 5;
        before[(int)StageId.Collect] = 15_000_000_000 / 10;
        BilledPort other = new("other", 100) { BilledBefore = before };
        IReadOnlyDictionary<string, double> cpus =
            CgroupService.CpusByPort(SampleBills.Create(10), SampleBills.Create(20, other, new("db", 100, Removed: true)));
        Assert.Equal(0.15, Assert.Single(cpus).Value, 1e-9);
        Assert.True(cpus.ContainsKey("other"));
    }

    [Fact]
    public void Who_stays_is_charged_all_that_was_billed_between()
    {
        IReadOnlyDictionary<string, double> cpus = CgroupService.CpusByPort(SampleBills.Create(10), SampleBills.Create(20));
        Assert.Equal(0.3, cpus["web"], 1e-9);
        Assert.Equal(0, cpus["db"]);
    }

    [Fact]
    public void Between_a_sample_and_itself_nobody_is_charged() =>
        Assert.Empty(CgroupService.CpusByPort(SampleBills.Create(10), SampleBills.Create(10)));
}
