using Falcon.Bench.Scenarios.Lab;
using Falcon.Testing.Lab;

namespace Falcon.Bench.Scenarios.Systems;

/// <summary>
/// A way to carry a container's frames that is compared with the others. One file each; <see cref="Run.Catalogue"/> finds them.
/// </summary>
public abstract class SystemUnderTest
{
    /// <summary>What rows, ratios and options call it.</summary>
    public abstract string Name { get; }

    /// <summary>What exactly is compared, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Where it stands in tables, and its turn in a round.</summary>
    public abstract int Order { get; }

    /// <summary>Whether it is compared only when asked for by <c>--peers</c>.</summary>
    public virtual bool OnlyOnRequest => false;

    /// <summary>Whether it is faster after a while of the same work, as what is compiled while it runs.</summary>
    public virtual bool WarmsUp => false;

    /// <summary>Programs that must be installed.</summary>
    public virtual IReadOnlyList<string> Needs => [];

    /// <summary>Builds a lab with the system in it.</summary>
    /// <exception cref="Model.InvalidRunException">It cannot be built here; nothing is left of it.</exception>
    public async Task<Testbed> UpAsync(Topology topology, CancellationToken cancel)
    {
        string name = BenchLab.NameFor(Name, topology);
        try
        {
            LabTopology lab = await BenchLab.UpAsync(name, LabOptions(topology), cancel);
            return await PrepareAsync(lab, topology, cancel);
        }
        catch
        {
            await BenchLab.DownAsync(name);
            throw;
        }
    }

    /// <summary>What lab.sh is asked for.</summary>
    protected virtual IEnumerable<string> LabOptions(Topology topology) => ["--kernel-hosts", "2"];

    /// <summary>Makes the lab into the system.</summary>
    protected virtual Task<Testbed> PrepareAsync(LabTopology lab, Topology topology, CancellationToken cancel) =>
        Testbed.OverlayAsync(lab, cancel);

    /// <summary>The hosts that carry the system: the one under test, and in a pair also the other.</summary>
    protected static IReadOnlyList<string> HostsOf(Topology topology) => topology == Topology.Pair ? ["h1", "h2"] : ["h1"];
}
