using Falcon.Engine.Vteps;

namespace Falcon.Engine.Tests.Vteps;

public sealed class PathMtusTests
{
    private readonly PathMtus _mtus;
    private long _now = 1_000_000;

    public PathMtusTests() => _mtus = new PathMtus(() => _now);

    [Fact]
    public void A_smaller_path_is_believed_for_ten_minutes()
    {
        Assert.Equal(int.MaxValue, _mtus.Of(3));
        Assert.True(_mtus.Learn(3, 1400, current: 1500, ipv6: false));
        Assert.Equal(1400, _mtus.Of(3));
        Assert.Equal(int.MaxValue, _mtus.Of(4));
        _now += 599_999;
        Assert.Equal(1400, _mtus.Of(3));
        _now += 1;
        Assert.Equal(int.MaxValue, _mtus.Of(3));
    }

    [Theory]
    [InlineData(1500, false)] // not lower
    [InlineData(9000, false)]
    [InlineData(575, false)] // too small to be accepted
    [InlineData(68, false)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1279, true)]
    public void What_is_no_news_or_too_small_is_not_believed(int mtu, bool ipv6)
    {
        Assert.False(_mtus.Learn(3, mtu, current: 1500, ipv6));
        Assert.Equal(int.MaxValue, _mtus.Of(3));
    }

    [Fact]
    public void Whatever_forged_messages_say_the_floor_holds()
    {
        var random = new Random(7);
        int current = 1500;
        for (int i = 0; i < 100_000; i++)
        {
            if (_mtus.Learn(3, random.Next(-100, 2_000), current, ipv6: false)) current = _mtus.Of(3);
            Assert.InRange(current, PathMtus.LeastIpv4, 1500);
        }

        Assert.Equal(PathMtus.LeastIpv4, current);
    }
}
