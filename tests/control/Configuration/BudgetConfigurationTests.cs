using Falcon.Engine.Options;

namespace Falcon.Control.Tests.Configuration;

public class BudgetConfigurationTests
{
    [Theory]
    [InlineData("{cpu: 20%}", 20, 100, 0, 0)]
    [InlineData("{cpu: 150%, burst: 10ms}", 150, 100, 10, 0)]
    [InlineData("{cpu: 12.5%, period: 1s, shares: 3}", 125, 1000, 0, 3)]
    [InlineData("{quota: 20ms, period: 50ms}", 20, 50, 0, 0)]
    [InlineData("{quota: 1500us}", 1.5, 100, 0, 0)]
    [InlineData("{cpu: 1%, burst: 0ms}", 1, 100, 0, 0)]
    public void A_budget_is_a_share_of_a_CPU_or_a_quota(string budget, double quota, int period, int burst, int shares) => Assert.Equal(
        new BudgetOptions
        {
            Quota = TimeSpan.FromMicroseconds(quota * 1000),
            Period = TimeSpan.FromMilliseconds(period),
            Burst = TimeSpan.FromMilliseconds(burst),
            Shares = shares,
        },
        Yaml.Valid(Port($"budget: {budget}")).Dataplane.Overlays[0].Ports[0].Budget);

    [Fact]
    public void A_budget_without_bills_is_refused()
    {
        string[] problems = Yaml.Problems($"{Port("budget: {cpu: 20%}")}\naccounting: false\n");
        Assert.Contains("accounting: is false, but port ", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_key_there_is_none() => Assert.Null(Yaml.Valid(Port("coalesce: true")).Dataplane.Overlays[0].Ports[0].Budget);

    [Theory]
    [InlineData("20%", "4:59: overlays[0].ports[0].budget: '20%' is not a budget such as {cpu: 20%} or {quota: 20ms, period: 100ms}")]
    [InlineData(
        "{}",
        "4:59: overlays[0].ports[0].budget: has neither cpu nor quota; it should be a budget such as {cpu: 20%} or"
            + " {quota: 20ms, period: 100ms}")]
    [InlineData(
        "{cpu: 5%, quota: 5ms}",
        "4:59: overlays[0].ports[0].budget: has both cpu and quota; it should be a budget such as {cpu: 20%} or"
            + " {quota: 20ms, period: 100ms}")]
    [InlineData(
        "{cpu: 20}", "4:65: overlays[0].ports[0].budget.cpu: '20' is not a share of one CPU, such as 20%; 150% is one CPU and a half")]
    [InlineData(
        "{cpu: -5%}", "4:65: overlays[0].ports[0].budget.cpu: '-5%' is not a share of one CPU, such as 20%; 150% is one CPU and a half")]
    [InlineData(
        "{cpu: 0%}",
        "4:65: overlays[0].ports[0].budget.cpu: '0%' of a period of 100 ms is less than 1 ms; at least 1% is possible, or a longer period")]
    [InlineData(
        "{cpu: 5%, period: 10ms}",
        "4:65: overlays[0].ports[0].budget.cpu: '5%' of a period of 10 ms is less than 1 ms; at least 10% is possible, or a longer period")]
    [InlineData("{quota: 0ms}", "4:67: overlays[0].ports[0].budget.quota: '0ms' is not a time from 1ms to 3600s, such as 20ms")]
    [InlineData("{quota: 20}", "4:67: overlays[0].ports[0].budget.quota: '20' is not a time from 1ms to 3600s, such as 20ms")]
    [InlineData("{quota: 1ms, period: 5ms}", "4:80: overlays[0].ports[0].budget.period: '5ms' is not a time from 10ms to 1s, such as 20ms")]
    [InlineData("{cpu: 5%, burst: 2s}", "4:76: overlays[0].ports[0].budget.burst: '2s' is not a time from 0ms to 1s, such as 20ms")]
    [InlineData("{cpu: 5%, shares: 0}", "4:77: overlays[0].ports[0].budget.shares: '0' is not a weight from 1 to 10000")]
    [InlineData("{cpu: 5%, share: 1}", "4:69: overlays[0].ports[0].budget.share: unknown key; did you mean shares?")]
    public void A_bad_budget_is_refused_with_its_place_and_what_would_be_right(string budget, string problem) =>
        Assert.Equal([$"falcon.yaml:{problem}"], Yaml.Problems(Port($"budget: {budget}")));

    private static string Port(string keys) => $"{Yaml.Minimal}    ports: [{{name: web, netns: web, device: eth0, {keys}}}]\n";
}
