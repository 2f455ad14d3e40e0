namespace Falcon.Pktgen.Tests;

public sealed class RateScheduleTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(3, 1)]
    [InlineData(62_500, 1)]
    [InlineData(500_000, 8)]
    [InlineData(1_000_000, 16)]
    [InlineData(30_000_000, 16)]
    public void A_bulk_is_what_16_microseconds_hold(double rate, int frames) => Assert.Equal(frames, RateSchedule.BulkFrames(rate));

    [Theory]
    [InlineData(7)]
    [InlineData(99_999)]
    [InlineData(3_333_333)]
    public void A_schedule_that_is_kept_has_the_rate(double rate)
    {
        var schedule = new RateSchedule(rate, start: 500);
        long frames = 0;
        for (int i = 0; i < 10_000; i++, frames += schedule.Bulk)
            schedule.Leave(schedule.Turn);

        Assert.Equal(frames / rate, (schedule.Turn - 500) / 1e9, 1e-6 * frames / rate);
        Assert.Equal(0, schedule.Forgotten);
    }

    [Fact]
    public void A_late_schedule_catches_up_at_twice_the_rate()
    {
        var schedule = new RateSchedule(1000, start: 0);
        schedule.Leave(0);
        var leaves = new List<long> { 21 * Millisecond }; // 20 ms late: it was due after 1 ms
        for (int i = 0; i < 60; i++)
        {
            schedule.Leave(leaves[^1]);
            leaves.Add(schedule.Turn);
        }

        long[] gaps = [.. leaves.Skip(1).Zip(leaves, (later, earlier) => later - earlier)];
        Assert.Equal(Enumerable.Repeat(Millisecond / 2, 40), gaps.Take(40));
        Assert.Equal(Enumerable.Repeat(Millisecond, 20), gaps.Skip(40));
        Assert.Equal(0, schedule.Forgotten);
    }

    [Fact]
    public void A_lag_of_more_than_100_ms_is_forgotten()
    {
        var schedule = new RateSchedule(1000, start: 0);
        schedule.Leave(250 * Millisecond);
        Assert.Equal(150 * Millisecond, schedule.Forgotten);
    }
}
