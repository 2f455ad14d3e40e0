using CsCheck;
using Falcon.Bench.Scenarios.Statistics;

namespace Falcon.Bench.Tests;

public sealed class SummaryTests
{
    [Fact]
    public void The_median_of_an_odd_count_is_the_middle_value() => Assert.Equal(new Summary(3, 1, 9, 3), Summary.Of([9, 1, 3]));

    [Fact]
    public void The_median_of_an_even_count_is_the_mean_of_the_two_in_the_middle() => Assert.Equal(new Summary(3, 1, 10, 4), Summary.Of([10, 1, 2, 4]));

    [Fact]
    public void Nothing_has_no_summary() => Assert.Throws<ArgumentException>(() => Summary.Of([]));

    [Fact]
    public void Values_that_are_not_known_do_not_count() => Assert.Equal(2, Summary.MedianOf([null, 2, null]));

    [Fact]
    public void Half_of_the_values_are_on_each_side_of_the_median() =>
        Gen.Double[-1e6, 1e6].Array[1, 30].Sample(values =>
        {
            Summary summary = Summary.Of(values);
            Assert.True(values.Count(value => value <= summary.Median) * 2 >= values.Length);
            Assert.True(values.Count(value => value >= summary.Median) * 2 >= values.Length);
            Assert.Equal(values.Min(), summary.Min);
            Assert.Equal(values.Max(), summary.Max);
        });
}
