using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Systems;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>Runs one scenario, round by round, on all systems.</summary>
public sealed class ScenarioRunner
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(10);
    private readonly Scenario _scenario;
    private readonly TestbedSet _beds;
    private readonly RunContext _run;
    private readonly IReadOnlyList<string> _names;
    private readonly RoundRunner _rounds;

    /// <param name="scenario">What to run.</param>
    /// <param name="systems">What to compare, unless the scenario takes place in this process.</param>
    /// <param name="beds">Where the systems' labs are, shared with other scenarios.</param>
    /// <param name="options">What the user asked for.</param>
    /// <param name="run">What the scenario is told.</param>
    public ScenarioRunner(Scenario scenario, IReadOnlyList<SystemUnderTest> systems, TestbedSet beds, BenchOptions options, RunContext run)
    {
        IEnumerable<SystemUnderTest> compared = options.Systems.Count > 0
            ? systems
            : systems.Union(Catalogue.Systems.Where(system => scenario.AlsoCompares.Contains(system.Name)));
        _scenario = scenario;
        _beds = beds;
        _run = run;
        _names = scenario.Topology == Topology.InProcess ? scenario.Variants : [.. compared.Select(system => system.Name)];
        _rounds = new RoundRunner(_names, options.Runs + 1);
    }

    public string Name => _scenario.Name;

    public int RoundsDone { get; private set; }

    /// <summary>How many times a round will tell of a finished turn.</summary>
    public int TurnsPerRound => _names.Count;

    /// <param name="progress">Told the system whose turn it is, and after each turn null.</param>
    /// <param name="cancel">Ends the round; what it measured of the systems before stays.</param>
    public async Task RoundAsync(Action<string?> progress, CancellationToken cancel)
    {
        await _beds.KeepOnlyAsync(_scenario.Topology);
        await _rounds.RoundAsync(TurnAsync, () => progress(null));
        RoundsDone++;

        Task<Trial> TurnAsync(string name)
        {
            progress(name);
            return _scenario.Topology == Topology.InProcess
                ? MeterAsync(() => _scenario.MeasureAsync(name, _run, cancel))
                : MeasureInLabAsync(Catalogue.Systems.Single(system => system.Name == name), cancel);
        }
    }

    /// <summary>All that the rounds so far have given.</summary>
    public ScenarioReport Report()
    {
        IReadOnlyDictionary<string, IReadOnlyList<Trial>> trials = _rounds.Trials;
        Row[] rows = [.. _names.SelectMany(name => RowBuilder.Build(name, _scenario.MetricsOf(_run), trials[name]))];
        return new ScenarioReport(_scenario, rows, trials);
    }

    private async Task<Trial> MeasureInLabAsync(SystemUnderTest system, CancellationToken cancel)
    {
        try
        {
            Testbed bed = await ReadyAsync(system, cancel);
            return await MeterAsync(() => _scenario.MeasureAsync(bed, _run, cancel));
        }
        catch (Exception e) when (e is InvalidRunException or CommandException)
        {
            return new Trial(null, e.Message, default);
        }
    }

    /// <summary>
    /// A daemon compiles its code while it is young, and once more by its profile: that is not counted. After two seconds the p99 beside a
    /// flood was still twice what it was after fifteen.
    /// </summary>
    private async Task<Testbed> ReadyAsync(SystemUnderTest system, CancellationToken cancel)
    {
        if (Programs.Missing(_scenario.Needs.Concat(system.Needs)) is { } missing)
            throw new InvalidRunException(missing);
        Testbed bed = await _beds.GetAsync(system, _scenario.Topology, cancel);
        if (system.WarmsUp && !bed.IsWarm)
        {
            await _scenario.MeasureAsync(bed, _run with { Duration = s_warmUp, Ndr = false }, cancel);
            bed.IsWarm = true;
        }

        return bed;
    }

    private async Task<Trial> MeterAsync(Func<Task<Outcome>> measure)
    {
        var meter = new DisturbanceMeter(() => _beds.Processes);
        try
        {
            Outcome outcome = await measure();
            return new Trial(outcome, null, meter.Read());
        }
        catch (Exception e) when (e is InvalidRunException or CommandException)
        {
            return new Trial(null, e.Message, meter.Read());
        }
    }
}
