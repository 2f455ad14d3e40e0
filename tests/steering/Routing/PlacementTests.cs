using Falcon.Steering.Routing;

namespace Falcon.Steering.Tests.Routing;

public sealed class PlacementTests
{
    private readonly Placement _placement = new(workers: 2, buckets: 16);

    [Fact]
    public void Starts_inline()
    {
        foreach (SteeredStage stage in SteeredStages.All)
        {
            for (int bucket = 0; bucket < 16; bucket++) Assert.Equal(Placement.Inline, _placement.Wanted(stage, bucket));
        }
    }

    [Fact]
    public void The_version_grows_with_changes_only()
    {
        long before = _placement.Version;
        _placement.Want(SteeredStage.Deliver, 3, Placement.Inline);
        Assert.Equal(before, _placement.Version);
        _placement.Want(SteeredStage.Deliver, 3, 1);
        Assert.True(_placement.Version > before);
        Assert.Equal(1, _placement.Wanted(SteeredStage.Deliver, 3));
        Assert.Equal(Placement.Inline, _placement.Wanted(SteeredStage.Coalesce, 3));
    }

    [Fact]
    public void Buckets_are_the_low_bits_of_the_hash() => Assert.Equal(0xf, _placement.BucketOf(0xffff_ffff));

    [Fact]
    public void Workers_that_do_not_exist_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _placement.Want(SteeredStage.Deliver, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => _placement.Want(SteeredStage.Deliver, 0, -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Placement(0, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Placement(2, 12));
    }
}
