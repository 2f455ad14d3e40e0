using Falcon.Xsk.Sockets;

namespace Falcon.Xsk.Tests.Sockets;

public sealed class WakeupPolicyTests
{
    [Fact]
    public void Nothing_waiting_is_never_worth_a_kick()
    {
        var policy = new WakeupPolicy(1, 0);
        Assert.False(policy.ShouldKick(long.MaxValue, idle: true));
    }

    [Fact]
    public void The_watermark_kicks()
    {
        var policy = new WakeupPolicy(32, 1000);
        policy.Submitted(31, now: 0);
        Assert.False(policy.ShouldKick(0, idle: false));
        policy.Submitted(1, now: 0);
        Assert.True(policy.ShouldKick(0, idle: false));
    }

    [Fact]
    public void The_oldest_frame_waits_no_longer_than_allowed()
    {
        var policy = new WakeupPolicy(32, 1000);
        policy.Submitted(1, now: 5000);
        policy.Submitted(1, now: 5900);
        Assert.False(policy.ShouldKick(5999, idle: false));
        Assert.True(policy.ShouldKick(6000, idle: false));
    }

    [Fact]
    public void Nothing_stays_behind_when_the_worker_goes_idle()
    {
        var policy = new WakeupPolicy(32, 1000);
        policy.Submitted(1, now: 0);
        Assert.True(policy.ShouldKick(0, idle: true));
        policy.Kicked();
        Assert.False(policy.ShouldKick(0, idle: true));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    public void A_policy_that_cannot_be_kept_is_refused(int watermark, long longestWait) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WakeupPolicy(watermark, longestWait));
}
