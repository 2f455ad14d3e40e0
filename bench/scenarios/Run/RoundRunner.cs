using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>
/// Takes turns: A B C, A B C, … so that whatever changes on the machine meanwhile meets all systems alike. A turn that the hypervisor
/// or other processes disturbed, or that failed, is repeated at once, a bounded number of times over the whole scenario; of the attempts the best counts.
/// </summary>
/// <param name="runs">Rounds.</param>
/// <param name="repeats">How many turns may be repeated in all.</param>
public sealed class RoundRunner(int runs, int repeats)
{
    private int _repeatsLeft = repeats;

    /// <summary>Measures every system in every round.</summary>
    /// <param name="systems">In the order of their turns.</param>
    /// <param name="measure">Measures one system once.</param>
    /// <param name="turnDone">Told after each turn.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Trial>>> RunAsync(
        IReadOnlyList<string> systems, Func<string, Task<Trial>> measure, Action turnDone)
    {
        var trials = systems.ToDictionary(system => system, _ => new List<Trial>());
        for (int round = 0; round < runs; round++)
        {
            foreach (string system in systems)
            {
                trials[system].Add(await TurnAsync(system, measure));
                turnDone();
            }
        }

        return trials.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Trial>)pair.Value);
    }

    private async Task<Trial> TurnAsync(string system, Func<string, Task<Trial>> measure)
    {
        Trial best = await measure(system);
        for (int attempt = 0; attempt < 2 && _repeatsLeft > 0 && !best.IsGood; attempt++)
        {
            _repeatsLeft--;
            best = Better(best, await measure(system));
        }

        return best;
    }

    private static Trial Better(Trial a, Trial b) =>
        a.IsValid != b.IsValid ? (a.IsValid ? a : b) : (a.Disturbance.Total <= b.Disturbance.Total ? a : b);
}
