using CsCheck;
using Falcon.Steering.Balancing;

namespace Falcon.Steering.Tests.Balancing;

public sealed class LoadAverageTests
{
    private static readonly TimeSpan s_halfLife = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Half_is_forgotten_after_the_half_life()
    {
        var load = new LoadAverage(s_halfLife);
        load.Add(1, s_halfLife);
        Assert.Equal(0.5, load.Value, 6);
        load.Add(0, s_halfLife);
        Assert.Equal(0.25, load.Value, 6);
    }

    [Fact]
    public void It_does_not_matter_into_how_many_intervals_a_time_is_cut() =>
        Gen.Int[1, 50].Sample(pieces =>
        {
            LoadAverage whole = new(s_halfLife), cut = new(s_halfLife);
            whole.Add(0.7, TimeSpan.FromMilliseconds(25));
            for (int i = 0; i < pieces; i++) cut.Add(0.7, TimeSpan.FromMilliseconds(25) / pieces);
            Assert.Equal(whole.Value, cut.Value, 3);
        });
}
