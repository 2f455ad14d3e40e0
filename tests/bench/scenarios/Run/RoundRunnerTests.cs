using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Run;

namespace Falcon.Bench.Scenarios.Tests.Run;

public sealed class RoundRunnerTests
{
    [Fact]
    public async Task Systems_take_turns()
    {
        var turns = new List<string>();
        await RunAsync(new RoundRunner(["a", "b", "c"], 0), 3, system => Turn(turns, system, Rows.Valid(1)));
        Assert.Equal("abcabcabc", string.Concat(turns));
    }

    [Fact]
    public async Task A_disturbed_turn_is_repeated_and_the_calmer_one_counts()
    {
        var attempts = new Queue<Trial>([Rows.Valid(1, steal: 0.5), Rows.Valid(2, steal: 0.01)]);
        var rounds = new RoundRunner(["a"], 5);
        await RunAsync(rounds, 1, _ => Task.FromResult(attempts.Dequeue()));
        Assert.Equal(2, rounds.Trials["a"].Single().Outcome!.Values["delivered"]);
    }

    [Fact]
    public async Task An_invalid_turn_is_repeated()
    {
        var attempts = new Queue<Trial>([Rows.Invalid("x"), Rows.Valid(2)]);
        var rounds = new RoundRunner(["a"], 5);
        await RunAsync(rounds, 1, _ => Task.FromResult(attempts.Dequeue()));
        Assert.True(rounds.Trials["a"].Single().IsValid);
    }

    [Fact]
    public async Task Repeats_are_bounded_over_the_whole_scenario()
    {
        var turns = new List<string>();
        await RunAsync(new RoundRunner(["a", "b"], 4), 3, system => Turn(turns, system, Rows.Valid(1, steal: 0.9)));
        Assert.Equal((3 * 2) + 4, turns.Count);
    }

    [Fact]
    public async Task A_disturbed_trial_is_better_than_an_invalid_one()
    {
        var attempts = new Queue<Trial>([Rows.Valid(1, steal: 0.5), Rows.Invalid("x"), Rows.Invalid("x")]);
        var rounds = new RoundRunner(["a"], 5);
        await RunAsync(rounds, 1, _ => Task.FromResult(attempts.Dequeue()));
        Assert.True(rounds.Trials["a"].Single().IsValid);
    }

    private static async Task RunAsync(RoundRunner rounds, int count, Func<string, Task<Trial>> measure)
    {
        for (int round = 0; round < count; round++)
            await rounds.RoundAsync(measure, () => { });
    }

    private static Task<Trial> Turn(List<string> turns, string system, Trial trial)
    {
        turns.Add(system);
        return Task.FromResult(trial);
    }
}
