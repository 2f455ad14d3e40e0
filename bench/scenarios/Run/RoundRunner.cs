using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>
/// The rounds of one scenario. In a round systems take turns (A B C, A B C, …), so that changes of the machine affect all of them. A turn
/// that failed, or that the hypervisor or other processes disturbed, is repeated at once, up to a number of times over all rounds. The best
/// attempt counts.
/// </summary>
/// <param name="systems">The systems in the order of their turns.</param>
/// <param name="repeats">How many turns may be repeated in total.</param>
public sealed class RoundRunner(IReadOnlyList<string> systems, int repeats)
{
    private readonly Dictionary<string, List<Trial>> _trials = systems.ToDictionary(system => system, _ => new List<Trial>());
    private int _repeatsLeft = repeats;

    /// <summary>The trials that count, by system; one per round.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Trial>> Trials =>
        _trials.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Trial>)pair.Value);

    /// <summary>Measures every system once.</summary>
    /// <param name="measure">Measures one system.</param>
    /// <param name="turnDone">Called after each turn.</param>
    public async Task RoundAsync(Func<string, Task<Trial>> measure, Action turnDone)
    {
        foreach (string system in systems)
        {
            _trials[system].Add(await TurnAsync(system, measure));
            turnDone();
        }
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
