using Falcon.Engine.Options;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Tests.Workers;

public class IdlePolicyTests
{
    private const long Spin = 1000;

    [Theory]
    [InlineData(IdleMode.Adaptive, false)]
    [InlineData(IdleMode.Poll, true)]
    [InlineData(IdleMode.Block, false)]
    public void In_silence_only_poll_looks_again(IdleMode mode, bool spins) =>
        Assert.Equal(spins, new IdlePolicy(mode, Spin).ShouldSpin(now: 1));

    [Fact]
    public void While_frames_are_near_it_looks_again_but_no_longer_than_a_spin()
    {
        IdlePolicy policy = AfterNearFrames(out long now);
        Assert.True(policy.ShouldSpin(now));
        Assert.True(policy.ShouldSpin(now + Spin - 1));
        Assert.False(policy.ShouldSpin(now + Spin));
    }

    [Fact]
    public void Frames_that_are_never_near_are_waited_for_ever_more_rarely()
    {
        IdlePolicy policy = new(IdleMode.Adaptive, Spin);
        long now = 1;
        // 4 at once, then 4 after each of 20, 40, … 1,000 spins
        Assert.Equal(4 + (4 * 7), FramesWaitedFor(ref policy, ref now, frames: 512, pause: 5 * Spin));
        Assert.InRange(FramesWaitedFor(ref policy, ref now, frames: 2_000, pause: 5 * Spin), 4 * 8, 4 * 11);
    }

    [Fact]
    public void Frames_that_become_near_are_found_out_and_then_an_outlier_changes_nothing()
    {
        IdlePolicy policy = new(IdleMode.Adaptive, Spin);
        long now = 1;
        FramesWaitedFor(ref policy, ref now, frames: 2_000, pause: 5 * Spin);
        // at most 1,000 spins are wasted
        Assert.InRange(FramesWaitedFor(ref policy, ref now, frames: 10_000, pause: Spin / 2), 7_900, 10_000);
        Assert.Equal(4, FramesWaitedFor(ref policy, ref now, frames: 4, pause: 5 * Spin));
        Assert.Equal(100, FramesWaitedFor(ref policy, ref now, frames: 100, pause: Spin / 2));
    }

    [Theory]
    [InlineData(Spin, true)] // for example, a container answered
    [InlineData(Spin + 1, false)]
    public void Who_keeps_the_cpu_for_long_again_and_again_gets_it_for_a_while(long kept, bool spins)
    {
        IdlePolicy policy = AfterNearFrames(out long now);
        policy.GaveWay(now, now += kept);
        Assert.True(policy.ShouldSpin(now));
        policy.Worked(now);
        policy.GaveWay(now, now += kept);
        Assert.Equal(spins, policy.ShouldSpin(now));
        policy.Worked(now += 20 * Spin);
        Assert.True(policy.ShouldSpin(now));
    }

    [Fact]
    public void Who_computes_all_the_time_is_disturbed_ever_more_rarely()
    {
        IdlePolicy policy = AfterNearFrames(out long now);
        long end = now + (10_000 * Spin);
        int disturbed = 0;
        for (; now < end; now += Spin / 10)
        {
            if (policy.ShouldSpin(now))
            {
                policy.GaveWay(now, now += 30 * Spin);
                disturbed++;
            }

            policy.Worked(now + 1);
        }

        Assert.InRange(disturbed, 10, 20);
    }

    [Fact]
    public void A_cpu_that_the_hypervisor_takes_away_now_and_then_is_not_somebody_computing()
    {
        IdlePolicy policy = AfterNearFrames(out long now);
        for (int i = 0; i < 1_000; i++)
        {
            policy.GaveWay(now, now += 10 * Spin);
            Assert.True(policy.ShouldSpin(now));
            policy.Worked(now += Spin / 2);
            now += 25 * Spin;
        }
    }

    private static IdlePolicy AfterNearFrames(out long now)
    {
        IdlePolicy policy = new(IdleMode.Adaptive, Spin);
        now = 1;
        FramesWaitedFor(ref policy, ref now, frames: 100, pause: 10);
        return policy;
    }

    private static int FramesWaitedFor(ref IdlePolicy policy, ref long now, int frames, long pause)
    {
        int spun = 0;
        for (int i = 0; i < frames; i++)
        {
            if (policy.ShouldSpin(now)) spun++;
            policy.Worked(now += pause);
        }

        return spun;
    }
}
