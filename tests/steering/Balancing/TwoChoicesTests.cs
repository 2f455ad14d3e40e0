using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Steering.Tests.Balancing;

public sealed class TwoChoicesTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void The_second_choice_is_another_worker(int workers)
    {
        for (int bucket = 0; bucket < 1024; bucket++)
        {
            int first = TwoChoices.First(SteeredStage.Deliver, bucket, workers);
            int second = TwoChoices.Second(SteeredStage.Deliver, bucket, workers);
            Assert.InRange(first, 0, workers - 1);
            Assert.InRange(second, 0, workers - 1);
            Assert.NotEqual(first, second);
        }
    }

    [Fact]
    public void With_one_worker_there_is_no_choice() => Assert.Equal(0, TwoChoices.Second(SteeredStage.Deliver, 9, 1));

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(16)]
    public void Choices_are_spread_evenly_and_stages_do_not_follow_each_other(int workers)
    {
        int[] pairs = new int[workers * workers];
        const int Buckets = 1 << 16;
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            int first = TwoChoices.First(SteeredStage.Coalesce, bucket, workers);
            int second = TwoChoices.First(SteeredStage.Deliver, bucket, workers);
            pairs[first * workers + second]++;
        }
        double mean = (double)Buckets / pairs.Length;
        Assert.All(pairs, count => Assert.InRange(count, mean * 0.7, mean * 1.3));
    }
}
