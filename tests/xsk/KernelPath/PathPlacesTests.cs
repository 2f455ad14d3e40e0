using Falcon.Xsk.KernelPath;

namespace Falcon.Xsk.Tests.KernelPath;

/// <summary>When a place may be written again.</summary>
public sealed class PathPlacesTests
{
    private readonly PathPlaces _places = new(2);

    [Fact]
    public void A_place_that_was_left_is_free_after_its_grace_period_and_not_before()
    {
        Assert.True(_places.TryTake(0, out int first));
        Assert.True(_places.TryTake(0, out int second));
        Assert.NotEqual(first, second);
        Assert.False(_places.TryTake(9, out _));

        _places.Leave(second, grace: 10);
        Assert.True(_places.AnyLeft);
        Assert.False(_places.TryTake(9, out _));
        Assert.True(_places.TryTake(10, out int again));
        Assert.Equal(second, again);
        Assert.False(_places.AnyLeft);
    }

    [Fact]
    public void Places_that_nobody_had_are_taken_while_others_wait()
    {
        Assert.True(_places.TryTake(0, out int first));
        _places.Leave(first, grace: 1);
        Assert.True(_places.TryTake(0, out int other));
        Assert.NotEqual(first, other);
    }
}
