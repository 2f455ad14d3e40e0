using Falcon.Engine.Budgets;
using Falcon.Engine.Options;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Tests.Budgets;

public sealed class PortBudgetTests : IDisposable
{
    private const long Ms = 1_000_000;

    private readonly RecordingThrottle _throttle = new();
    private readonly PortBudget _budget;

    public PortBudgetTests() => _budget = NewBudget(3, 0);

    public void Dispose() => _budget.Dispose();

    [Fact]
    public void Within_its_budget_a_port_is_left_alone()
    {
        Assert.False(_budget.Update(0, Ms));
        Assert.True(_budget.Update(19 * Ms, 2 * Ms));
        Assert.False(_budget.Update(19 * Ms, 4 * Ms));
        Assert.Equal((false, 19 * Ms, Ms), (_budget.Throttled, _budget.Used, _budget.Left));
        Assert.Empty(_throttle.Calls);
    }

    [Fact]
    public void Over_budget_it_is_throttled_until_its_debt_is_paid_and_then_released()
    {
        Assert.True(_budget.Update(25 * Ms, 30 * Ms));
        Assert.Equal((true, -5 * Ms), (_budget.Throttled, _budget.Left));
        Assert.True(_budget.Update(25 * Ms, 32 * Ms)); // still watched, and not throttled twice
        Assert.True(_budget.Update(46 * Ms, 34 * Ms)); // frames that were on their way
        _budget.Update(46 * Ms, 101 * Ms);
        Assert.True(_budget.Throttled);
        _budget.Update(46 * Ms, 201 * Ms);

        Assert.False(_budget.Throttled);
        Assert.Equal(["throttle until 100 ms", "throttle until 200 ms", "release"], _throttle.Calls);
        Assert.Equal((2, 2), (_budget.Periods, _budget.ThrottledPeriods));
    }

    [Fact]
    public void A_grant_pays_a_debt_before_the_period_ends()
    {
        _budget.Update(25 * Ms, 30 * Ms);
        _budget.Grant(4 * Ms, 31 * Ms);
        Assert.True(_budget.Throttled);
        _budget.Grant(4 * Ms, 31 * Ms);
        Assert.Equal((false, 3 * Ms, 8 * Ms), (_budget.Throttled, _budget.Left, _budget.Granted));
        Assert.Equal("release", _throttle.Calls[^1]);
    }

    [Fact]
    public void Left_over_time_is_divided_among_throttled_ports_by_their_shares()
    {
        PortBudget[] budgets = [NewBudget(0, shares: 1), NewBudget(1, shares: 3), NewBudget(2, shares: 0), NewBudget(3, shares: 5)];
        var leftOver = new LeftOver(workers: 2);
        leftOver.Divide(budgets, now: 1, billed: 0, lost: 0);
        foreach (PortBudget budget in budgets.Take(3)) budget.Update(500 * Ms, 2); // the last one stays within its budget

        leftOver.Divide(budgets, now: 100 * Ms + 1, billed: 110 * Ms, lost: 10 * Ms);

        Assert.Equal([20 * Ms, 60 * Ms, 0, 0], budgets.Select(budget => budget.Granted)); // 2 × 100 − 110 − 10
    }

    [Fact]
    public void What_was_granted_counts_as_left_over_again()
    {
        PortBudget[] budgets = [NewBudget(0, shares: 1)];
        var leftOver = new LeftOver(workers: 1);
        leftOver.Divide(budgets, now: 1, billed: 0, lost: 0);
        budgets[0].Update(1000 * Ms, 2);
        for (int round = 1; round <= 5; round++) // each time a neighbour takes 40 ms and this port 60
            leftOver.Divide(budgets, round * 100 * Ms + 1, billed: (round == 1 ? 40 : 40 + (round - 1) * 100) * Ms, lost: 0);

        Assert.Equal(5 * 60 * Ms, budgets[0].Granted);
    }

    [Fact]
    public void Nothing_is_granted_when_nothing_is_left()
    {
        PortBudget[] budgets = [NewBudget(0, shares: 1)];
        var leftOver = new LeftOver(workers: 1);
        leftOver.Divide(budgets, now: 1, billed: 0, lost: 0);
        budgets[0].Update(50 * Ms, 2);
        leftOver.Divide(budgets, now: 100 * Ms, billed: 100 * Ms, lost: 5 * Ms);
        Assert.Equal(0, budgets[0].Granted);
    }

    [Fact]
    public void A_flooded_port_is_paced_when_its_debt_is_paid_and_free_when_the_flood_is_over()
    {
        _budget.Update(25 * Ms, 30 * Ms);
        _throttle.Dropped = 1000;
        _budget.Update(25 * Ms, 101 * Ms);
        Assert.True(_budget.Throttled);
        Assert.Equal("pace", _throttle.Calls[^1]);

        _budget.Update(25 * Ms, 201 * Ms);

        Assert.False(_budget.Throttled);
        Assert.Equal("release", _throttle.Calls[^1]);
        Assert.Equal((2, 2), (_budget.Periods, _budget.ThrottledPeriods));
    }

    [Fact]
    public void A_paced_port_that_owes_a_quota_gets_nothing()
    {
        _budget.Update(25 * Ms, 30 * Ms);
        _throttle.Dropped = 1000;
        _budget.Update(25 * Ms, 101 * Ms);
        _budget.Update(59 * Ms, 103 * Ms); // a debt of 19 ms
        Assert.Equal("pace", _throttle.Calls[^1]);

        _budget.Update(60 * Ms, 105 * Ms);

        Assert.Equal("throttle until 300 ms", _throttle.Calls[^1]);
    }

    /// <summary>Frames come faster than allowed. The cost of an admitted frame is unknown, and billed late.</summary>
    [Theory]
    [InlineData(20, 100, 100)]
    [InlineData(20, 100, 8_000)]
    [InlineData(2, 100, 1_000)]
    [InlineData(2, 100, 20_000)]
    [InlineData(10, 1000, 1_000)]
    [InlineData(1, 10, 1_000)]
    public void Under_a_flood_the_quota_is_kept_and_spread(int quota, int period, int cost)
    {
        PortBudget budget = NewBudget(0, shares: 0, quota, period);
        var random = new Random(1);
        long now = 0, spent = 0, billed = 0, nextBills = 0, mostAtOnce = 0;
        while (now < 20_000 * Ms)
        {
            long step = random.Next(5) == 0 ? random.Next(2, 5) * Ms : 2 * Ms;
            now += step;
            long before = spent;
            spent += _throttle.Flood(now, step, cost);
            if (now > 2_000 * Ms) mostAtOnce = Math.Max(mostAtOnce, (spent - before) / (step / Ms));
            if (now >= nextBills) (billed, nextBills) = (random.NextInt64(before, spent + 1), now + 5 * Ms);
            budget.Update(billed, now);
        }

        double share = (double)quota / period;
        // the debt of the first moment is paid slowly where a period is a second
        Assert.InRange(spent / (double)now, 0.985 * share, 1.035 * share);
        Assert.InRange(mostAtOnce / (double)Ms, share, 1.6 * share + 2 * 0.2 / 2); // two bunches in two milliseconds
    }

    [Fact]
    public void A_port_is_watched_while_nothing_may_pass_and_not_otherwise()
    {
        _budget.Update(10 * Ms, 20 * Ms);
        Assert.Equal(0, _throttle.Watched);
        _budget.Update(25 * Ms, 30 * Ms);
        Assert.Equal(30 * Ms, _throttle.Watched);
        _budget.Update(25 * Ms, 32 * Ms);
        Assert.Equal(32 * Ms, _throttle.Watched);
        _throttle.Dropped = 1000;
        _budget.Update(25 * Ms, 101 * Ms); // paced
        Assert.Equal(32 * Ms, _throttle.Watched);
    }

    [Fact]
    public void What_was_spent_before_it_had_a_budget_is_no_debt()
    {
        using var budget = new PortBudget(
            3, new BudgetOptions { Quota = TimeSpan.FromMilliseconds(20), Period = TimeSpan.FromMilliseconds(100) }, _throttle, now: 0,
            billed: 900 * Ms);
        budget.Update(905 * Ms, Ms);
        Assert.Equal((false, 905 * Ms, 15 * Ms), (budget.Throttled, budget.Used, budget.Left));
    }

    [Fact]
    public void A_budget_that_ends_lets_go_of_its_port()
    {
        _budget.Update(25 * Ms, 30 * Ms);
        _budget.Dispose();
        Assert.Equal("release", _throttle.Calls[^1]);
        Assert.True(_throttle.Disposed);
    }

    private PortBudget NewBudget(int port, int shares, int quota = 20, int period = 100) => new(
        port, new BudgetOptions { Quota = TimeSpan.FromMilliseconds(quota), Period = TimeSpan.FromMilliseconds(period), Shares = shares },
        _throttle, now: 0);

    /// <summary>Records its calls, and admits frames accordingly.</summary>
    private sealed class RecordingThrottle : IPortThrottle
    {
        private FramePace? _pace; // null while not paced
        private long _admitted, _next;

        public List<string> Calls { get; } = [];

        public long Dropped { get; set; }

        public ThrottleCount Count => new(Dropped, 0, _admitted);

        public long Watched { get; private set; }

        public bool Disposed { get; private set; }

        public void Throttle(long until)
        {
            Calls.Add($"throttle until {until / Ms} ms");
            _pace = default(FramePace);
        }

        public void Watch(long now) => Watched = now;

        public void Pace(long until, FramePace pace)
        {
            if (Calls[^1] != "pace") Calls.Add("pace");
            _pace = pace;
        }

        public void Release()
        {
            Calls.Add("release");
            _pace = null;
        }

        public void Dispose() => Disposed = true;

        /// <summary>A flood: as many frames as may pass and a worker can handle.</summary>
        /// <param name="now">The end of the flood, in nanoseconds.</param>
        /// <param name="time">The length of the flood, in nanoseconds.</param>
        /// <param name="cost">Nanoseconds per frame.</param>
        /// <returns>The cost of the frames that passed, in nanoseconds.</returns>
        public long Flood(long now, long time, int cost)
        {
            if (_pace is not { } pace) return time;
            Dropped++;
            if (pace.Bunch == 0) return 0;
            long frames = 0;
            for (_next = Math.Max(_next, now - time); _next < now && frames * cost < time; _next += pace.Pause) frames += pace.Bunch;
            _admitted += frames;
            return frames * cost;
        }
    }
}
