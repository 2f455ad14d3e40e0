using Falcon.Engine.Budgets;
using Falcon.Engine.Options;

namespace Falcon.Engine.Tests.Budgets;

public sealed class TokenBucketTests
{
    private const long Ms = 1_000_000;
    private const long Start = 7 * Ms;

    [Fact]
    public void It_starts_with_one_quota_and_gets_one_each_period()
    {
        TokenBucket bucket = Bucket();
        Assert.Equal(20 * Ms, bucket.Left);

        bucket.Spend(15 * Ms);
        Assert.Equal(0, bucket.Refill(Start + 99 * Ms));
        Assert.Equal(5 * Ms, bucket.Left);
        Assert.Equal(1, bucket.Refill(Start + 100 * Ms));
        Assert.Equal(20 * Ms, bucket.Left);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(10, 30)]
    public void What_is_unused_is_kept_up_to_one_quota_and_the_burst(int burst, int most)
    {
        TokenBucket bucket = Bucket(burst);
        Assert.Equal(50, bucket.Refill(Start + 5_000 * Ms));
        Assert.Equal(most * Ms, bucket.Left);
    }

    [Fact]
    public void What_is_overspent_is_paid_by_the_next_quotas()
    {
        TokenBucket bucket = Bucket();
        bucket.Spend(65 * Ms);
        Assert.True(bucket.Empty);
        Assert.Equal(Start + 300 * Ms, bucket.PaidAt); // a debt of 45: two quotas leave 5, the third pays them

        bucket.Refill(bucket.PaidAt - 1);
        Assert.True(bucket.Empty);
        bucket.Refill(Start + 300 * Ms);
        Assert.Equal(15 * Ms, bucket.Left);
    }

    [Theory]
    [InlineData(20, 100)]
    [InlineData(40, 200)]
    [InlineData(41, 200)]
    public void A_debt_of_whole_quotas_leaves_nothing_to_spend_and_one_more_is_needed(int spend, int paidAfter)
    {
        TokenBucket bucket = Bucket();
        bucket.Spend(spend * Ms);
        Assert.Equal(Start + paidAfter * Ms, bucket.PaidAt);
        bucket.Refill(bucket.PaidAt);
        Assert.False(bucket.Empty);
    }

    [Fact]
    public void However_late_one_notices_the_quota_is_kept_over_time()
    {
        TokenBucket bucket = Bucket();
        var random = new Random(1);
        long now = Start, spent = 0;
        while (now < Start + 10_000 * Ms)
        {
            long step = random.Next(1, 25) * Ms; // a flood that takes everything, noticed after this time
            now += step;
            bucket.Refill(now);
            if (bucket.Empty) continue;
            bucket.Spend(step);
            spent += step;
        }

        Assert.InRange(spent / 1e6 / 10_000, 0.195, 0.205);
    }

    [Fact]
    public void What_may_only_not_be_billed_yet_is_kept_for_now()
    {
        TokenBucket bucket = Bucket();
        bucket.Refill(Start + 100 * Ms, keepAll: true);
        Assert.Equal(40 * Ms, bucket.Left);
        bucket.Refill(Start + 200 * Ms);
        Assert.Equal(20 * Ms, bucket.Left);
    }

    [Fact]
    public void A_grant_is_not_hoarded()
    {
        TokenBucket bucket = Bucket();
        bucket.Spend(30 * Ms);
        bucket.Grant(80 * Ms);
        Assert.Equal(70 * Ms, bucket.Left); // more than the bucket holds: it must be spent now
        bucket.Spend(10 * Ms);
        bucket.Grant(80 * Ms);
        Assert.Equal(100 * Ms, bucket.Left);
        bucket.Refill(Start + 100 * Ms);
        Assert.Equal(20 * Ms, bucket.Left);
    }

    [Theory]
    [InlineData(0, 0, 0)] // a period begins, with a quota
    [InlineData(0, 25, 5)]
    [InlineData(5, 25, 0)]
    [InlineData(25, 75, -10)]
    public void It_is_ahead_by_what_an_even_share_would_have_spent_more(int spent, int elapsed, int ahead)
    {
        TokenBucket bucket = Bucket();
        bucket.Spend(spent * Ms);
        Assert.Equal(ahead * Ms, bucket.Ahead(Start + elapsed * Ms));
    }

    private static TokenBucket Bucket(int burst = 0) => new(
        new BudgetOptions
        {
            Quota = TimeSpan.FromMilliseconds(20),
            Period = TimeSpan.FromMilliseconds(100),
            Burst = TimeSpan.FromMilliseconds(burst),
        },
        Start);
}
