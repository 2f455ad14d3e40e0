using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Statistics;

namespace Falcon.Bench.Scenarios.Tests.Run;

public sealed class RowTests
{
    [Fact]
    public void A_row_holds_median_least_and_most_of_its_trials()
    {
        Row row = Rows.Of("kernel", Rows.Valid(3), Rows.Valid(1), Rows.Valid(2));
        Assert.Equal(new Summary(2, 1, 3, 3), row.Value);
        Assert.Null(row.Invalid);
        Assert.Null(row.Note);
    }

    [Fact]
    public void A_row_whose_trials_are_mostly_invalid_is_invalid_with_the_reason()
    {
        Row row = Rows.Of("kernel", Rows.Valid(3), Rows.Invalid("nothing was delivered"), Rows.Invalid("nothing was delivered"));
        Assert.False(row.IsValid);
        Assert.Equal("nothing was delivered", row.Invalid);
    }

    [Fact]
    public void Half_of_the_trials_are_not_enough() => Assert.False(Rows.Of("kernel", Rows.Valid(3), Rows.Invalid("x")).IsValid);

    [Fact]
    public void A_row_without_any_trial_is_invalid() => Assert.NotNull(Rows.Of("kernel").Invalid);

    [Fact]
    public void A_single_invalid_trial_is_noted()
    {
        Row row = Rows.Of("kernel", Rows.Valid(3), Rows.Invalid("the flood did not arrive"), Rows.Valid(4));
        Assert.True(row.IsValid);
        Assert.Equal("1 of 3 rounds invalid: the flood did not arrive", row.Note);
    }

    [Fact]
    public void Disturbed_rounds_are_flagged_and_the_worst_is_told()
    {
        Row row = Rows.Of("kernel", Rows.Valid(3, steal: 0.3), Rows.Valid(4), Rows.Valid(4, steal: 0.2));
        Assert.Equal("2 of 3 rounds disturbed", row.Note);
        Assert.Equal(new Disturbance(0.3, 0), row.Disturbance);
    }

    [Fact]
    public void A_metric_that_no_trial_has_makes_its_row_invalid() =>
        Assert.False(Bench.Scenarios.Run.RowBuilder.Build("kernel", [new Metric("ndr", "Mpps")], [Rows.Valid(1)]).Single().IsValid);
}
