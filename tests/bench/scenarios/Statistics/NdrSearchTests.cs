using CsCheck;
using Falcon.Bench.Scenarios.Statistics;

namespace Falcon.Bench.Scenarios.Tests.Statistics;

/// <summary>Runs the search against a model: a system that carries a certain rate and loses everything above it.</summary>
public sealed class NdrSearchTests
{
    private static double Loss(double capacity, double rate) => rate <= capacity ? 0 : 1 - (capacity / rate);

    [Fact]
    public void It_comes_as_close_from_below_as_asked() =>
        Gen.Double[0.01, 1].Sample(share =>
        {
            const double Highest = 2e6;
            double capacity = Highest * share;
            double found = NdrSearch.FindAsync(Highest, rate => Task.FromResult(Loss(capacity, rate)), 0.01).Result;

            // A little above the capacity the loss is still below the limit.
            Assert.InRange(found, capacity - (Highest * 0.01), capacity / (1 - NdrSearch.LossLimit));
        });

    [Fact]
    public async Task A_system_that_always_holds_is_tried_once()
    {
        int trials = 0;
        double found = await NdrSearch.FindAsync(1000, _ =>
        {
            trials++;
            return Task.FromResult(0.0);
        });
        Assert.Equal(1000, found);
        Assert.Equal(1, trials);
    }

    [Fact]
    public async Task A_system_that_never_holds_has_a_rate_of_zero_after_few_trials()
    {
        int trials = 0;
        double found = await NdrSearch.FindAsync(1000, _ =>
        {
            trials++;
            return Task.FromResult(0.5);
        });
        Assert.Equal(0, found);
        Assert.InRange(trials, 2, 10);
    }

    [Fact]
    public async Task What_is_found_was_tried()
    {
        var held = new List<double>();
        double found = await NdrSearch.FindAsync(1000, rate =>
        {
            double loss = Loss(333, rate);
            if (loss < NdrSearch.LossLimit)
                held.Add(rate);
            return Task.FromResult(loss);
        });
        Assert.Contains(found, held);
    }
}
