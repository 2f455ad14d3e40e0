using CsCheck;
using Falcon.Bench.Scenarios.Statistics;

namespace Falcon.Bench.Scenarios.Tests.Statistics;

public sealed class SummaryTests
{
    [Fact]
    public void The_median_of_an_odd_count_is_the_middle_value() => Assert.Equal(new Summary(3, 1, 9, 3), Summary.Of([9, 1, 3]));

    [Fact]
    public void The_median_of_an_even_count_is_the_mean_of_the_two_in_the_middle() =>
        Assert.Equal(new Summary(3, 1, 10, 4), Summary.Of([10, 1, 2, 4]));

    [Fact]
    public void Nothing_has_no_summary() => Assert.Throws<ArgumentException>(() => Summary.Of([]));

    [Fact]
    public void Values_that_are_not_known_do_not_count() => Assert.Equal(2, Summary.MedianOf([null, 2, null]));

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(3, 0, 2)]
    [InlineData(8, 1, 6)]
    [InlineData(12, 3, 8)]
    public void The_more_values_the_nearer_to_the_middle_are_the_bounds_of_the_median(int count, double low, double high)
    {
        var summary = Summary.Of(Enumerable.Range(0, count).Select(value => (double)value));
        Assert.Equal((low, high), (summary.Low, summary.High));
    }

    [Fact]
    public void Three_of_four_bounds_hold_the_median_whatever_the_values_are_drawn_from()
    {
        var random = new Random(1);
        for (int count = 3; count <= 30; count++)
        {
            int held = Enumerable.Range(0, 4000).Count(_ =>
            {
                var summary = Summary.Of(Enumerable.Range(0, count).Select(_ => Math.Exp(10 * random.NextDouble())));
                return summary.Low <= Math.Exp(5) && Math.Exp(5) <= summary.High;
            });
            Assert.True(held > 0.73 * 4000, $"{held} of 4000 with {count} values");
        }
    }

    [Fact]
    public void Half_of_the_values_are_on_each_side_of_the_median() =>
        Gen.Double[-1e6, 1e6].Array[1, 30].Sample(values =>
        {
            var summary = Summary.Of(values);
            Assert.True(values.Count(value => value <= summary.Median) * 2 >= values.Length);
            Assert.True(values.Count(value => value >= summary.Median) * 2 >= values.Length);
            Assert.Equal(values.Min(), summary.Min);
            Assert.Equal(values.Max(), summary.Max);
        });
}
