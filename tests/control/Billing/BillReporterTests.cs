using Falcon.Api;
using Falcon.Control.Billing;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Stages;

namespace Falcon.Control.Tests.Billing;

public sealed class BillReporterTests
{
    private static readonly KernelTime[] s_atFirst = [new(0, 1, 0.5, 0.1), new(1, 7, 0, 0)];
    private static readonly KernelTime[] s_atLast = [new(0, 1.5, 0.5, 0.3), new(1, 9, 0, 0)];

    private readonly BillReport _report = BillReporter.Report(
        new BillMoment(SampleBills.Create(10), s_atFirst, [null, null]), new BillMoment(SampleBills.Create(20), s_atLast, [null, null]));

    [Fact]
    public void A_container_is_billed_by_stage_frame_and_megabyte()
    {
        ContainerBill web = _report.Containers[0];
        Assert.Equal(("web", 100u), (web.Container, web.Overlay));
        Assert.Equal(3, web.CpuSeconds, 1e-6);
        Assert.Equal(["collect", "deliver"], web.Stages.Select(stage => stage.Name));
        Assert.Equal(2, web.Stages[1].CpuSeconds, 1e-6);
        Assert.Equal((10_000, 10_000_000), (web.Frames, web.Bytes));
        Assert.Equal(300_000, web.NanosecondsPerFrame!.Value, 1.0);
        Assert.Equal(300_000_000, web.NanosecondsPerMegabyte!.Value, 1_000.0);
    }

    [Fact]
    public void A_share_is_of_all_the_hosts_cpus() => Assert.Equal(0.15, _report.Containers[0].HostShare, 1e-6);

    [Fact]
    public void An_idle_container_has_no_cost_per_frame()
    {
        ContainerBill db = _report.Containers[1];
        Assert.Equal(0, db.CpuSeconds);
        Assert.Empty(db.Stages);
        Assert.Null(db.NanosecondsPerFrame);
        Assert.Null(db.NanosecondsPerMegabyte);
    }

    [Fact]
    public void The_sum_stands_beside_the_threads_cpu_time()
    {
        Assert.Equal(10 * (0.2 + 0.1 + 0.04 + 0.01 + 0.02), _report.BilledSeconds, 1e-6);
        Assert.Equal(_report.BilledSeconds, _report.ThreadCpuSeconds, 1e-6);
        Assert.Equal(2.5, _report.LostSeconds, 1e-6);
        Assert.Equal("decapsulate", Assert.Single(_report.Host).Name);
        Assert.Equal("empty-polls", Assert.Single(_report.Overhead).Name);
    }

    [Fact]
    public void An_overlay_has_a_line_of_its_own()
    {
        OverlayBill overlay = Assert.Single(_report.Overlays);
        Assert.Equal((100u, "bridge"), (overlay.Overlay, Assert.Single(overlay.Stages).Name));
        Assert.Equal(0.4, overlay.CpuSeconds, 1e-6);
        Assert.Equal(0.02, overlay.HostShare, 1e-6);
    }

    [Fact]
    public void The_kernels_time_is_that_of_the_workers_cpus_and_in_no_bill()
    {
        KernelTime cpu = Assert.Single(_report.Kernel);
        Assert.Equal(0, cpu.Cpu);
        Assert.Equal(0.5, cpu.SoftirqSeconds, 1e-6);
        Assert.Equal(0.2, cpu.StealSeconds, 1e-6);
    }

    [Fact]
    public void A_series_has_what_was_billed_in_each_interval()
    {
        BillSeries series = BillReporter.Series([.. new[] { 10.0, 11, 13 }.Select(Moment)]);
        Assert.Equal(["web", "db", "overlay 100", "host", "overhead"], series.Accounts);
        Assert.Equal([1.0, 2.0], series.Intervals.Select(interval => interval.Seconds));
        Assert.Equal([2.0, 0.0], series.Intervals.Select(interval => interval.AgoSeconds));
        Assert.Equal(0.6, series.Intervals[1].CpuSeconds[0], 1e-6);
        Assert.Equal(0.08, series.Intervals[1].CpuSeconds[2], 1e-6);
        Assert.Equal(0.04, series.Intervals[1].CpuSeconds[4], 1e-6);
    }

    [Fact]
    public void A_long_series_is_made_coarser_and_loses_nothing()
    {
        BillSeries series = BillReporter.Series([.. Enumerable.Range(0, 602).Select(second => Moment(second))]);
        Assert.InRange(series.Intervals.Count, 60, 121);
        Assert.Equal(601, series.Intervals.Sum(interval => interval.Seconds), 1e-6);
        Assert.Equal(601 * 0.3, series.Intervals.Sum(interval => interval.CpuSeconds[0]), 1e-3);
    }

    [Fact]
    public void Who_came_since_is_billed_from_the_beginning_and_who_went_as_long_as_there_is_a_bill()
    {
        BillMoment now = new(
            SampleBills.Create(20, new("web", 100, Removed: true), new("db", 100, Removed: true), new("new", 200)), s_atLast,
            [null, null, null]);
        BillReport report = BillReporter.Report(Moment(10), now);
        Assert.Equal(
            [("web", true, 3.0), ("new", false, 2.0)],
            report.Containers.Select(bill => (bill.Container, bill.Removed, Math.Round(bill.CpuSeconds, 6))));
        Assert.Equal(0.1 * 20, report.BilledSeconds - (10 * (0.2 + 0.1 + 0.04 + 0.01 + 0.02)), 1e-6);

        BillSeries series = BillReporter.Series([Moment(9), Moment(10), now]);
        Assert.Equal(["web", "new", "overlay 100", "host", "overhead"], series.Accounts);
        Assert.Equal([0.0, 2.0], series.Intervals.Select(interval => Math.Round(interval.CpuSeconds[1], 6)));
    }

    [Fact]
    public void Who_has_a_forgotten_ones_place_is_billed_for_itself_and_the_rest_is_departed()
    {
        // At second 15 web was forgotten, and other got its index: 0.2 and 0.1 s a second by then.
        long[] before = new long[StandardStages.Table.Count];
        before[(int)StageId.Deliver] = 15_000_000_000 / 5;
        before[(int)StageId.Collect] = 15_000_000_000 / 10;
        BilledPort other = new("other", 100) { BilledBefore = before, WorkBefore = new PortWork(15_000, 15_000_000) };
        BillMoment now = new(SampleBills.Create(20, other, BilledPort.Nobody), s_atLast, [null, null]);
        BillReport report = BillReporter.Report(Moment(10), now);
        ContainerBill bill = Assert.Single(report.Containers);
        Assert.Equal(("other", 1.5, 5_000L, 5_000_000L), (bill.Container, Math.Round(bill.CpuSeconds, 6), bill.Frames, bill.Bytes));
        Assert.Equal(1.5, report.Departed.Sum(share => share.CpuSeconds), 1e-6);
        double sum = report.Containers.Sum(one => one.CpuSeconds) + report.Overlays.Sum(one => one.CpuSeconds)
            + report.Departed.Concat(report.Host).Concat(report.Overhead).Sum(share => share.CpuSeconds);
        Assert.Equal(report.BilledSeconds, sum, 1e-6);

        // In a time that begins after other came, everything is its own.
        report = BillReporter.Report(new BillMoment(SampleBills.Create(18, other, BilledPort.Nobody), s_atFirst, [null, null]), now);
        Assert.Equal(0.6, Assert.Single(report.Containers).CpuSeconds, 1e-6);
        Assert.Empty(report.Departed);

        BillSeries series = BillReporter.Series([Moment(10), Moment(14), now]);
        Assert.Equal(["other", "overlay 100", "departed", "host", "overhead"], series.Accounts);
        Assert.Equal([0.0, 1.5], series.Intervals.Select(interval => Math.Round(interval.CpuSeconds[0], 6)));
        Assert.Equal([1.2, 0.3], series.Intervals.Select(interval => Math.Round(interval.CpuSeconds[2], 6)));
    }

    private static BillMoment Moment(double uptime) => new(SampleBills.Create(uptime), s_atFirst, [null, null]);
}
