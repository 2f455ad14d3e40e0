using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Systems;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>
/// Testbeds that stand side by side, built when they are first asked for and again after they broke; only one is loaded at a time.
/// </summary>
public sealed class TestbedSet : IAsyncDisposable
{
    private readonly Dictionary<(string System, Topology Topology), Testbed> _beds = [];

    /// <summary>The daemons of all testbeds.</summary>
    public IReadOnlyCollection<int> Processes => [.. _beds.Values.SelectMany(bed => bed.Lab.Hosts).Select(host => host.Pid).OfType<int>()];

    /// <summary>A testbed that was just seen to work; all others are at rest.</summary>
    /// <exception cref="InvalidRunException">It does not work, or cannot be built. A broken one is removed: the next call builds it
    /// anew.</exception>
    public async Task<Testbed> GetAsync(SystemUnderTest system, Topology topology, CancellationToken cancel)
    {
        (string, Topology) key = (system.Name, topology);
        if (!_beds.TryGetValue(key, out Testbed? bed))
        {
            bed = await system.UpAsync(topology, cancel);
            _beds.Add(key, bed);
        }

        foreach (Testbed other in _beds.Values.Where(other => other != bed))
            other.Pause();
        bed.Resume();
        try
        {
            await bed.CheckAsync(cancel);
            return bed;
        }
        catch (Exception e) when (e is InvalidRunException or CommandException)
        {
            _beds.Remove(key);
            await bed.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes the testbeds of another kind: they are of no more use.</summary>
    public Task KeepOnlyAsync(Topology topology) => RemoveAsync(other => other != topology);

    /// <summary>Removes all testbeds; those asked for later are new ones.</summary>
    public Task ClearAsync() => RemoveAsync(_ => true);

    public async ValueTask DisposeAsync() => await ClearAsync();

    private async Task RemoveAsync(Func<Topology, bool> isUnwanted)
    {
        foreach ((string System, Topology Topology) key in _beds.Keys.Where(key => isUnwanted(key.Topology)).ToArray())
        {
            await _beds[key].DisposeAsync();
            _beds.Remove(key);
        }
    }
}
