using CsCheck;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Tests.Tables;

public sealed class IndexPoolTests
{
    private const int Capacity = 8;
    private const int Remembered = 2;

    private static readonly IReadOnlySet<int> s_nobody = new HashSet<int>();

    /// <summary>Random owners come, leave and come back, and grace periods begin and end; the invariants must hold.</summary>
    [Fact]
    public void An_index_is_never_given_away_while_its_owner_is_there_or_frames_may_carry_it() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 100]).Array[0, 200].Sample(steps =>
        {
            var pool = new IndexPool(Capacity, Remembered);
            var present = new HashSet<int>();
            var left = new List<(int Index, long Period)>();
            long begun = 0, ended = 0;
            foreach ((int step, int pick) in steps)
            {
                switch (step)
                {
                    case 0:
                        IReadOnlyList<int> chosen = pool.Choose(1 + pick % 3, s_nobody);
                        Assert.Equal(chosen.Distinct(), chosen);
                        foreach (int index in chosen)
                        {
                            Assert.DoesNotContain(index, present);
                            Assert.DoesNotContain(left, gone => gone.Index == index && gone.Period > ended);
                        }

                        int free = Capacity - present.Count - left.Count(gone => gone.Period > ended);
                        Assert.Equal(Math.Min(1 + pick % 3, free), chosen.Count);
                        foreach (int index in chosen.Order())
                        {
                            pool.Take(index);
                            present.Add(index);
                            left.RemoveAll(gone => gone.Index == index);
                        }

                        break;
                    case 1 when present.Count > 0:
                        int leaves = present.ElementAt(pick % present.Count);
                        present.Remove(leaves);
                        left.Add((leaves, begun + 1));
                        pool.Leave(leaves, begun + 1);
                        break;
                    case 2 when left.Where(gone => pool.IsKnown(gone.Index)).ToArray() is { Length: > 0 } known:
                        int returns = known[pick % known.Length].Index;
                        left.RemoveAll(gone => gone.Index == returns);
                        present.Add(returns);
                        pool.Return(returns);
                        break;
                    case 3 when begun == ended:
                        begun++;
                        break;
                    case 3:
                        pool.EndPeriod(ended = begun);
                        left.RemoveAll(gone => !pool.IsKnown(gone.Index));
                        Assert.True(pool.Left <= Math.Max(Remembered, left.Count(gone => gone.Period > ended)));
                        break;
                }

                Assert.All(present, index => Assert.True(pool.IsKnown(index)));
                Assert.All(left.Where(gone => gone.Period > ended), gone => Assert.True(pool.IsKnown(gone.Index)));
            }
        });

    [Fact]
    public void Those_that_nobody_remembers_come_first_and_then_the_one_that_left_first()
    {
        var pool = new IndexPool(4, remembered: 2);
        for (int index = 0; index < 4; index++) pool.Take(index);
        foreach (int index in (int[])[2, 0, 3]) pool.Leave(index, 1);
        pool.EndPeriod(1);
        Assert.False(pool.IsKnown(2)); // one more than are remembered
        Assert.Equal([2, 0, 3], pool.Choose(4, s_nobody));
        Assert.Equal([2, 3], pool.Choose(4, new HashSet<int> { 0 }));
    }

    [Fact]
    public void What_is_in_use_cannot_be_taken_or_forgotten()
    {
        var pool = new IndexPool(4, remembered: 2);
        pool.Take(0);
        Assert.Throws<InvalidOperationException>(() => pool.Take(0));
        Assert.Throws<InvalidOperationException>(() => pool.Forget(0));
        Assert.Throws<InvalidOperationException>(() => pool.Take(2)); // a lower index was never taken
        pool.Leave(0, 1);
        Assert.Throws<InvalidOperationException>(() => pool.Take(0));
        Assert.Equal([0], pool.AwaitedBy(1));
        Assert.Empty(pool.AwaitedBy(0));
    }
}
