using Falcon.Engine.Vteps;

namespace Falcon.Engine.Tests.Vteps;

public sealed class StrangerNewsTests
{
    [Fact]
    public void Some_a_minute_are_told_and_the_others_counted()
    {
        long now = 600_000;
        var news = new StrangerNews(() => now);
        int told = Enumerable.Range(0, 5_000).Count(_ => news.MayTell(out string remark) && remark.Length == 0);
        Assert.Equal(StrangerNews.PerMinute, told);
        now += 60_000;
        Assert.True(news.MayTell(out string more));
        Assert.Contains($"{5_000 - StrangerNews.PerMinute} more", more, StringComparison.Ordinal);
        Assert.True(news.MayTell(out string none));
        Assert.Empty(none);
    }
}
