using Falcon.Control.Daemon;
using Falcon.Engine.Events;

namespace Falcon.Control.Tests.Daemon;

public class EventLimiterTests
{
    private readonly EventLimiter _limiter;
    private long _now = 1_000;

    public EventLimiterTests() => _limiter = new EventLimiter(() => _now);

    [Fact]
    public void One_port_that_goes_up_and_down_for_ever_gets_some_lines_a_minute_and_others_theirs()
    {
        Assert.Equal(EventLimiter.Most, Enumerable.Range(0, 1_000).Count(_ => Admits("web")));
        Assert.True(Admits("db"));
        Assert.True(_limiter.Admits(new DataplaneEvent(DataplaneEventKind.PortUp, "web", ""), out _, out _));
    }

    [Fact]
    public void The_last_line_before_the_others_says_so()
    {
        DataplaneEvent e = new(DataplaneEventKind.PortDown, "web", "");
        bool[] lasts =
        [
            .. Enumerable.Range(1, EventLimiter.Most)
                .Select(_ => _limiter.Admits(e, out int _, out bool last) && last)
        ];
        Assert.Equal(EventLimiter.Most - 1, Array.IndexOf(lasts, true));
    }

    [Fact]
    public void What_was_left_out_is_told_with_the_next_line()
    {
        for (int i = 0; i < EventLimiter.Most + 7; i++) Admits("web");
        _now += 60_000;
        Assert.True(_limiter.Admits(new DataplaneEvent(DataplaneEventKind.PortDown, "web", ""), out int left, out _));
        Assert.Equal(7, left);
        Assert.True(_limiter.Admits(new DataplaneEvent(DataplaneEventKind.PortDown, "web", ""), out left, out _));
        Assert.Equal(0, left);
    }

    [Theory]
    [InlineData(DataplaneEventKind.PortDown)]
    [InlineData(DataplaneEventKind.VtepUnreachable)] // the engine reports few strangers, and all configured peers matter
    public void A_wave_of_subjects_gets_all_its_lines(DataplaneEventKind kind) =>
        Assert.All(Enumerable.Range(0, 4_096), i => Assert.True(_limiter.Admits(new DataplaneEvent(kind, $"{i}", ""), out _, out _)));

    [Theory]
    [InlineData(DataplaneEventKind.PortUp)]
    [InlineData(DataplaneEventKind.BudgetDegraded)]
    [InlineData(DataplaneEventKind.StormLimited)]
    [InlineData(DataplaneEventKind.VtepResolved)]
    [InlineData(DataplaneEventKind.VtepUnreachable)]
    [InlineData(DataplaneEventKind.PathMtuChanged)]
    public void What_a_container_or_a_peer_can_cause_for_ever_gets_some_lines_a_minute(DataplaneEventKind kind)
    {
        DataplaneEvent e = new(kind, "10.0.0.1", "");
        Assert.Equal(EventLimiter.Most, Enumerable.Range(0, 1_000).Count(_ => _limiter.Admits(e, out int _, out bool _)));
    }

    [Fact]
    public void A_failed_worker_is_always_told() => Assert.All(
        Enumerable.Range(0, 1_000),
        _ => Assert.True(_limiter.Admits(new DataplaneEvent(DataplaneEventKind.WorkerFailed, "cpu 0", ""), out int _, out bool _)));

    [Fact]
    public void Subjects_without_end_do_not_fill_the_memory()
    {
        for (int i = 0; i < 100_000; i++) Admits($"made up {i}");
        Assert.InRange(_limiter.Periods, 1, 20_000);
    }

    private bool Admits(string port) => _limiter.Admits(new DataplaneEvent(DataplaneEventKind.PortDown, port, ""), out _, out _);
}
