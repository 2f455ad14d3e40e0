using Falcon.Api;
using Falcon.Cli.Demo;

namespace Falcon.Cli.Tests.Demo;

public sealed class FlowMeterTests
{
    private readonly FlowMeter _meter = new();

    [Fact]
    public void Rates_are_differences_over_falcons_own_time()
    {
        _meter.Add(Snapshots.At(10, 1_000, 500, 0));

        DemoFlow flow = _meter.Add(Snapshots.At(12, 5_000, 600, 7));

        Assert.Equal(2_000, flow.RxFramesPerSecond);
        Assert.Equal(50, flow.TxFramesPerSecond);
    }

    [Fact]
    public void Drops_are_falcons_and_the_kernels()
    {
        const int RingFull = 1, FillEmpty = 4, Otherwise = 2;

        Assert.Equal(7 + RingFull + FillEmpty + Otherwise, _meter.Add(Snapshots.At(12, 0, 0, drops: 7)).Drops);
    }

    [Fact]
    public void A_stage_is_the_sum_of_its_workers()
    {
        DemoFlow flow = _meter.Add(Snapshots.At(2, 0, 0, 0,
            [new StageSnapshot("decapsulate", 10, 300, 9_000), new StageSnapshot("bridge", 10, 300, 6_000)],
            [new StageSnapshot("decapsulate", 10, 100, 7_000)]));

        Assert.Equal([new StageFlow("decapsulate", 400, 200, 200, 40), new StageFlow("bridge", 300, 150, 150, 20)], flow.Stages);
    }

    [Fact]
    public void A_quiet_stage_keeps_its_peak_and_its_cost()
    {
        _meter.Add(Snapshots.At(1, 0, 0, 0, [new StageSnapshot("bridge", 1, 0, 0)]));
        _meter.Add(Snapshots.At(2, 0, 0, 0, [new StageSnapshot("bridge", 1, 1_000, 50_000)]));

        DemoFlow flow = _meter.Add(Snapshots.At(3, 0, 0, 0, [new StageSnapshot("bridge", 1, 1_000, 50_000)]));

        Assert.Equal(new StageFlow("bridge", 1_000, 0, 1_000, 50), Assert.Single(flow.Stages));
    }

    [Fact]
    public void A_stages_cost_is_that_of_the_whole_run()
    {
        _meter.Add(Snapshots.At(1, 0, 0, 0, [new StageSnapshot("bridge", 1, 1_000, 50_000)]));

        DemoFlow flow = _meter.Add(Snapshots.At(2, 0, 0, 0, [new StageSnapshot("bridge", 2, 1_010, 252_500)]));

        Assert.Equal(250, Assert.Single(flow.Stages).NanosecondsPerFrame);
    }

    [Fact]
    public void The_same_snapshot_twice_changes_nothing()
    {
        DataplaneSnapshot snapshot = Snapshots.At(1, 100, 0, 0);
        DemoFlow flow = _meter.Add(snapshot);

        Assert.Same(flow, _meter.Add(snapshot));
    }
}
