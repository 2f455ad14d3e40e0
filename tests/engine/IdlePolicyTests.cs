using Falcon.Engine.Options;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Tests;

public class IdlePolicyTests
{
    private const long Spin = 1000;

    [Theory]
    [InlineData(IdleMode.Adaptive, false)]
    [InlineData(IdleMode.Poll, true)]
    [InlineData(IdleMode.Block, false)]
    public void In_silence_only_poll_looks_again(IdleMode mode, bool spins) => Assert.Equal(spins, new IdlePolicy(mode, Spin).ShouldSpin(now: 1));

    [Fact]
    public void While_pauses_are_short_it_looks_again_but_no_longer_than_a_spin()
    {
        IdlePolicy policy = AfterShortPauses(out long now);
        Assert.True(policy.ShouldSpin(now));
        Assert.True(policy.ShouldSpin(now + Spin - 1));
        Assert.False(policy.ShouldSpin(now + Spin));
    }

    [Theory]
    [InlineData(Spin, true)] // a container answered, say
    [InlineData(Spin + 1, false)]
    public void Who_keeps_the_cpu_for_long_gets_it_for_a_while(long kept, bool spins)
    {
        IdlePolicy policy = AfterShortPauses(out long now);
        policy.GaveWay(now - kept, now);
        Assert.True(policy.ShouldSpin(now));
        policy.GaveWay(now - kept, now);
        Assert.Equal(spins, policy.ShouldSpin(now));
        policy.Worked(now += 100 * Spin);
        Assert.True(policy.ShouldSpin(now));
    }

    private static IdlePolicy AfterShortPauses(out long now)
    {
        IdlePolicy policy = new(IdleMode.Adaptive, Spin);
        now = 1;
        for (int i = 0; i < 100; i++)
        {
            policy.ShouldSpin(now);
            policy.Worked(now += 10);
        }

        return policy;
    }
}
