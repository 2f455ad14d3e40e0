using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Run;

namespace Falcon.Bench.Tests;

public sealed class RoundRunnerTests
{
    [Fact]
    public async Task Systems_take_turns()
    {
        var turns = new List<string>();
        await new RoundRunner(3, 0).RunAsync(["a", "b", "c"], system => Turn(turns, system, Rows.Valid(1)), () => { });
        Assert.Equal("abcabcabc", string.Concat(turns));
    }

    [Fact]
    public async Task A_disturbed_turn_is_repeated_and_the_calmer_one_counts()
    {
        var attempts = new Queue<Trial>([Rows.Valid(1, steal: 0.5), Rows.Valid(2, steal: 0.01)]);
        var trials = await new RoundRunner(1, 5).RunAsync(["a"], _ => Task.FromResult(attempts.Dequeue()), () => { });
        Assert.Equal(2, trials["a"].Single().Outcome!.Values["delivered"]);
    }

    [Fact]
    public async Task An_invalid_turn_is_repeated()
    {
        var attempts = new Queue<Trial>([Rows.Invalid("x"), Rows.Valid(2)]);
        var trials = await new RoundRunner(1, 5).RunAsync(["a"], _ => Task.FromResult(attempts.Dequeue()), () => { });
        Assert.True(trials["a"].Single().IsValid);
    }

    [Fact]
    public async Task Repeats_are_bounded_over_the_whole_scenario()
    {
        var turns = new List<string>();
        await new RoundRunner(3, 4).RunAsync(["a", "b"], system => Turn(turns, system, Rows.Valid(1, steal: 0.9)), () => { });
        Assert.Equal((3 * 2) + 4, turns.Count);
    }

    [Fact]
    public async Task A_disturbed_trial_is_better_than_an_invalid_one()
    {
        var attempts = new Queue<Trial>([Rows.Valid(1, steal: 0.5), Rows.Invalid("x"), Rows.Invalid("x")]);
        var trials = await new RoundRunner(1, 5).RunAsync(["a"], _ => Task.FromResult(attempts.Dequeue()), () => { });
        Assert.True(trials["a"].Single().IsValid);
    }

    private static Task<Trial> Turn(List<string> turns, string system, Trial trial)
    {
        turns.Add(system);
        return Task.FromResult(trial);
    }
}
