using CsCheck;
using Falcon.Engine.Accounting;

namespace Falcon.Engine.Tests.Accounting;

public sealed class CostModelTests
{
    private static readonly Gen<Load> s_load =
        Gen.Select(
            Gen.Int[1, 64], Gen.Int[1, 64], Gen.Int[60, 1500],
            (trains, perTrain, size) => new Load(trains * perTrain, trains, trains * perTrain * size));

    [Fact]
    public void What_a_stage_really_costs_is_found() =>
        Gen.Select(Gen.Double[0, 5_000], Gen.Double[10, 500], Gen.Double[0, 3_000], Gen.Double[0, 1]).Sample(
            (batch, frame, train, octet) =>
            {
                long Cost(Load load) => (long)(batch + frame * load.Frames + train * load.Trains + octet * load.Bytes);
                CostModel model = Learned(Cost, s_load.Array[2_000].Single());
                foreach (Load load in s_load.Array[50].Single())
                    Assert.Equal(1, model.Expect(load, load.Frames) / Cost(load), 0.05);
            },
            iter: 30);

    [Fact]
    public void Two_kinds_of_traffic_learned_alone_are_told_apart_together()
    {
        static Load Small(int trains) => new(64 * trains, trains, 64 * trains * 60);
        static Load Large(int trains) => new(40 * trains, trains, 40 * trains * 1500);
        static long Cost(Load load) => 2_000L * load.Trains + 30 * load.Frames + load.Bytes / 5;
        IEnumerable<int> trains = Enumerable.Range(0, 200).Select(i => 1 + i % 16);
        CostModel model = Learned(Cost, [.. trains.Select(Small), .. trains.Select(Large), .. trains.Select(Small)]);
        (Load small, Load large) = (Small(3), Large(5));
        Load both = small + large;
        double share = model.Expect(small, both.Frames) / model.Expect(both, both.Frames);
        Assert.Equal((double)Cost(small) / (Cost(small) + Cost(large)), share, 0.03);
    }

    [Fact]
    public void Weights_are_never_negative() =>
        Gen.Select(s_load, Gen.Long[0, 1_000_000]).Array[1, 300].Sample(
            batches =>
            {
                var model = new CostModel();
                foreach ((Load load, long cost) in batches)
                {
                    model.Learn(load, cost);
                    model.Solve();
                    foreach (double weight in model.Weights) Assert.True(weight >= 0);
                }
            },
            iter: 200);

    [Fact]
    public void One_batch_in_fifty_that_took_a_hundred_times_as_long_moves_little()
    {
        Load[] loads = s_load.Array[5_000].Single();
        static long Cost(Load load) => 100 * load.Frames + 1_000 * load.Trains;
        int batch = 0;
        CostModel model = Learned(load => ++batch % 50 == 0 && batch > 200 ? 100 * Cost(load) : Cost(load), loads);
        Assert.InRange(loads[^50..].Average(load => Math.Abs(model.Expect(load, load.Frames) / Cost(load) - 1)), 0, 0.3);
    }

    [Fact]
    public void A_lasting_change_is_followed_in_the_end()
    {
        Load[] loads = s_load.Array[2_000].Single();
        int batch = 0;
        CostModel model = Learned(
            load => (batch++ < 2_000 ? 100 : 5_000) * load.Frames, [.. Enumerable.Repeat(loads, 100).SelectMany(some => some)]);
        foreach (Load load in loads[^50..])
            Assert.Equal(1, model.Expect(load, load.Frames) / (5_000 * load.Frames), 0.05);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Small_and_large_frames_that_come_together_are_told_apart_by_what_they_cost_alone(int seed)
    {
        var random = new Random(seed);
        static Load Mixed(int small, int large) => new(small + large, small + large, (60 * small) + (1_100 * large));
        long Cost(Load load) => (long)(((3_000 * load.Frames) + (0.3 * load.Bytes)) * (0.6 + (0.8 * random.NextDouble())));
        IEnumerable<Load> alone = Enumerable.Range(0, 500).Select(i => i % 2 == 0 ? Mixed(1 + i % 16, 0) : Mixed(0, 1 + i % 16));
        IEnumerable<Load> together = Enumerable.Range(0, 20_000).Select(i => Mixed(4 + i % 5, 4 + i % 5 + (i % 3) - 1));
        CostModel model = Learned(Cost, [.. alone, .. together]);
        double share = model.Expect(Mixed(6, 0), 12) / model.Expect(Mixed(6, 6), 12);
        Assert.Equal(3_018 / (3_018.0 + 3_330), share, 0.025);
    }

    private static CostModel Learned(Func<Load, long> cost, Load[] batches)
    {
        var model = new CostModel();
        for (int i = 0; i < batches.Length; i++)
        {
            model.Learn(batches[i], cost(batches[i]));
            if (i % 10 == 0) model.Solve();
        }

        model.Solve();
        return model;
    }
}
