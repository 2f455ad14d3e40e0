using CsCheck;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Run;
using Falcon.Bench.Scenarios.Statistics;

namespace Falcon.Bench.Scenarios.Tests.Statistics;

public sealed class RatioTests
{
    private static readonly string[] s_systems = ["host", "kernel", "ebpf", "falcon", "falcon-xdp"];

    [Fact]
    public void Systems_are_compared_round_by_round()
    {
        Row kernel = Rows.Of("kernel", Rows.Valid(2), Rows.Valid(1), Rows.Valid(1));
        Row falcon = Rows.Of("falcon", Rows.Valid(6), Rows.Valid(2), Rows.Valid(1));
        Assert.Equal(2, Ratios.Of([kernel, falcon])["falcon/kernel"].Median);
    }

    [Theory]
    [InlineData(2.1, 1.92, true)]
    [InlineData(2.1, 1.9, false)]
    [InlineData(2.12, 1.92, false)]
    public void It_is_steady_when_its_rounds_agree(double first, double last, bool steady)
    {
        Row kernel = Rows.Of("kernel", Rows.Valid(1), Rows.Valid(3), Rows.Valid(2)); // differences between rounds cancel out
        Row falcon = Rows.Of("falcon", Rows.Valid(first), Rows.Valid(6), Rows.Valid(2 * last));
        Assert.Equal(steady, Ratios.Of([kernel, falcon])["falcon/kernel"].IsSteady);
    }

    [Fact]
    public void A_round_that_one_of_them_lost_does_not_count()
    {
        Row kernel = Rows.Of("kernel", Rows.Valid(1), Rows.Invalid("lost"), Rows.Valid(1));
        Row falcon = Rows.Of("falcon", Rows.Valid(3), Rows.Valid(100), Rows.Valid(3));
        Assert.Equal(3, Ratios.Of([kernel, falcon])["falcon/kernel"].Median);
    }

    [Fact]
    public void Falcon_is_compared_with_all_and_all_with_the_kernel()
    {
        Row[] rows = [.. s_systems.Select(system => Rows.Of(system, Rows.Valid(1)))];
        Assert.Equal(
            [
                "ebpf/kernel", "falcon-xdp/ebpf", "falcon-xdp/host", "falcon-xdp/kernel", "falcon/ebpf", "falcon/host", "falcon/kernel",
                "host/kernel",
            ],
            Ratios.Of(rows).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Other_metrics_are_named_in_their_ratios()
    {
        Metric[] metrics = [Rows.Rate, new Metric("p99", "µs", HigherIsBetter: false)];
        Trial trial = new(new Outcome { Values = new Dictionary<string, double> { ["delivered"] = 4, ["p99"] = 8 } }, null, default);
        Row[] rows = [.. RowBuilder.Build("kernel", metrics, [trial]), .. RowBuilder.Build("falcon", metrics, [trial])];
        Assert.Equal(["falcon/kernel", "falcon/kernel p99"], Ratios.Of(rows).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_invalid_row_is_in_no_ratio() =>
        Gen.Bool.Array[s_systems.Length].Sample(valid =>
        {
            Row[] rows = [.. s_systems.Select((system, i) => Rows.Of(system, valid[i] ? Rows.Valid(i + 1) : Rows.Invalid("lost")))];
            IEnumerable<string> named = Ratios.Of(rows).Keys.SelectMany(ratio => ratio.Split('/'));
            Assert.All(named, system => Assert.True(valid[Array.IndexOf(s_systems, system)], system));
        });

    [Fact]
    public void Nothing_is_divided_by_zero() =>
        Assert.Empty(Ratios.Of([Rows.Of("kernel", Rows.Valid(0)), Rows.Of("falcon", Rows.Valid(1))]));
}
