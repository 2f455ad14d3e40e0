using Falcon.Engine.Budgets;
using Falcon.Engine.Options;

namespace Falcon.Engine.Tests.Budgets;

public sealed class PortBudgetTests
{
    private const long Ms = 1_000_000;

    private readonly RecordingThrottle _throttle = new();
    private readonly PortBudget _budget;

    public PortBudgetTests() => _budget = NewBudget(3, 0);

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
        Assert.True(_budget.Update(25 * Ms, 32 * Ms)); // watched on, and not told twice
        Assert.True(_budget.Update(46 * Ms, 34 * Ms)); // what was on its way
        _budget.Update(46 * Ms, 101 * Ms);
        Assert.True(_budget.Throttled);
        _budget.Update(46 * Ms, 201 * Ms);

        Assert.False(_budget.Throttled);
        Assert.Equal(["throttle 3 until 100 ms", "throttle 3 until 200 ms", "release 3"], _throttle.Calls);
        Assert.Equal((2, 2), (_budget.Periods, _budget.ThrottledPeriods));
    }

    [Fact]
    public void A_grant_pays_a_debt_before_the_period_ends()
    {
        _budget.Update(25 * Ms, 30 * Ms);
        _budget.Grant(4 * Ms);
        Assert.True(_budget.Throttled);
        _budget.Grant(4 * Ms);
        Assert.Equal((false, 3 * Ms, 8 * Ms), (_budget.Throttled, _budget.Left, _budget.Granted));
        Assert.Equal("release 3", _throttle.Calls[^1]);
    }

    [Fact]
    public void Left_over_time_is_divided_among_throttled_ports_by_their_shares()
    {
        PortBudget[] budgets = [NewBudget(0, shares: 1), NewBudget(1, shares: 3), NewBudget(2, shares: 0), NewBudget(3, shares: 5)];
        var leftOver = new LeftOver(workers: 2);
        leftOver.Divide(budgets, now: 1, billed: 0, lost: 0);
        foreach (PortBudget budget in budgets.Take(3)) budget.Update(500 * Ms, 2); // the last is within its budget

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
        for (int round = 1; round <= 5; round++) // a neighbour takes 40 ms each time, this port 60
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

    private PortBudget NewBudget(int port, int shares) => new(
        port, new BudgetOptions { Quota = TimeSpan.FromMilliseconds(20), Period = TimeSpan.FromMilliseconds(100), Shares = shares }, _throttle, now: 0);

    private sealed class RecordingThrottle : IPortThrottle
    {
        public List<string> Calls { get; } = [];

        public void Throttle(int port, long until) => Calls.Add($"throttle {port} until {until / Ms} ms");

        public void Release(int port) => Calls.Add($"release {port}");
    }
}
