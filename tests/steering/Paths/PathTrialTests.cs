using Falcon.Steering.Paths;

namespace Falcon.Steering.Tests.Paths;

public sealed class PathTrialTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    private readonly PathTrial _trial = new();
    private TimeSpan _now;
    private PathCosts _costs;
    private double _mixture; // the share that takes the engine whatever was chosen

    [Fact]
    public void A_few_datagrams_are_the_kernel_s_whatever_they_cost()
    {
        Assert.Equal(0, OnEngine(seconds: 60, rate: PathTrial.Busy - 1, kernel: 9000, engine: 100));
        Assert.Null(_trial.OtherCost);
    }

    [Fact]
    public void Many_are_the_engine_s_when_it_costs_less()
    {
        OnEngine(seconds: 2, rate: 100_000, kernel: 2000, engine: 1000);
        Assert.True(OnEngine(seconds: 60, rate: 100_000, kernel: 2000, engine: 1000) > 0.9);
        Assert.True(_trial.OnEngine);
        Assert.Equal(2000, _trial.OtherCost!.Value, 0.01);
    }

    [Fact]
    public void They_stay_with_the_kernel_when_the_engine_costs_as_much_and_are_tried_more_and_more_rarely()
    {
        double first = OnEngine(seconds: 60, rate: 100_000, kernel: 1000, engine: 1000);
        double later = OnEngine(seconds: 600, rate: 100_000, kernel: 1000, engine: 1000);
        Assert.False(_trial.OnEngine);
        Assert.InRange(first, 0.005, 0.05);
        Assert.InRange(later, 0.0005, 0.005);
    }

    [Fact]
    public void The_path_changes_when_costs_do()
    {
        OnEngine(seconds: 20, rate: 100_000, kernel: 2000, engine: 1000);
        Assert.True(_trial.OnEngine);
        OnEngine(seconds: 20, rate: 100_000, kernel: 500, engine: 1000);
        Assert.False(_trial.OnEngine);
    }

    [Fact]
    public void What_a_datagram_costs_is_counted_by_those_that_arrive()
    {
        OnEngine(seconds: 20, rate: 100_000, kernel: 1000, engine: 1200, deliveredByKernel: 0.5);
        Assert.True(_trial.OnEngine);
    }

    [Fact]
    public void When_the_load_ends_they_are_the_kernel_s_again()
    {
        OnEngine(seconds: 20, rate: 100_000, kernel: 2000, engine: 1000);
        OnEngine(seconds: 1, rate: 10, kernel: 2000, engine: 1000);
        Assert.False(_trial.OnEngine);
    }

    [Fact]
    public void Another_load_is_measured_soon()
    {
        OnEngine(seconds: 600, rate: 10_000, kernel: 1000, engine: 1000);
        OnEngine(seconds: 6, rate: 100_000, kernel: 1000, engine: 500);
        Assert.True(_trial.OnEngine);
    }

    [Fact]
    public void Costs_that_vary_a_little_do_not_move_it()
    {
        var random = new Random(1);
        double share = 0;
        for (int second = 0; second < 600; second++)
            share += OnEngine(1, 100_000, random.Next(950, 1050), random.Next(950, 1050)) / 600;
        Assert.InRange(share, 0, 0.02);
    }

    [Fact]
    public void What_takes_both_paths_is_not_measured()
    {
        _mixture = 0.2;
        Assert.Equal(0, OnEngine(seconds: 20, rate: 100_000, kernel: 2000, engine: 1000));
        Assert.Null(_trial.OtherCost);
    }

    [Fact]
    public void A_trial_whose_path_is_not_taken_ends()
    {
        OnEngine(seconds: 2, rate: 100_000, kernel: 2000, engine: 1000);
        Assert.True(_trial.OnEngine);
        _mixture = 0.5; // so the kernel cannot be tried
        Assert.True(OnEngine(seconds: 60, rate: 100_000, kernel: 100, engine: 1000) > 0.8);
        Assert.True(_trial.OnEngine);
    }

    /// <returns>The share of the time in which the engine carried them.</returns>
    private double OnEngine(int seconds, int rate, double kernel, double engine, double deliveredByKernel = 1)
    {
        int steps = seconds * 10, onEngine = 0;
        for (int step = 0; step < steps; step++)
        {
            long frames = rate / 10;
            double share = _trial.OnEngine ? 1 : deliveredByKernel, cost = _trial.OnEngine ? engine : kernel;
            double engineShare = _trial.OnEngine ? 1 : _mixture;
            _now += s_step;
            _costs = new PathCosts(
                _costs.Nanoseconds + (long)(frames * cost), _costs.Frames + frames, _costs.Delivered + (long)(frames * share),
                _costs.ByEngine + (long)(frames * engineShare), _costs.ByKernel + (long)(frames * (1 - engineShare)));
            if (_trial.OnEngine) onEngine++;
            _trial.Update(_now, _costs);
        }

        return (double)onEngine / steps;
    }
}
