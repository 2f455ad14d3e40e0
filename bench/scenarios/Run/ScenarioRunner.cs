using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Systems;
using Falcon.Bench.Scenarios.Tools;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>Runs one scenario on all systems, in turns.</summary>
public sealed class ScenarioRunner(IReadOnlyList<SystemUnderTest> systems, TestbedSet beds, BenchOptions options, RunContext run)
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    /// <param name="scenario">What to run.</param>
    /// <param name="progress">Told the system whose turn it is, and after each turn null.</param>
    /// <param name="cancel">Ends the run; what was measured is lost.</param>
    public async Task<ScenarioReport> RunAsync(Scenario scenario, Action<string?> progress, CancellationToken cancel)
    {
        await beds.KeepOnlyAsync(scenario.Topology);
        var rounds = new RoundRunner(options.Runs, options.Runs + 1);
        IReadOnlyList<string> names = NamesOf(scenario);
        if (scenario.Topology != Topology.InProcess && Packages.Missing(scenario.Needs) is null)
            await WarmUpAsync(scenario, progress, cancel);
        IReadOnlyDictionary<string, IReadOnlyList<Trial>> trials = await rounds.RunAsync(names, TurnAsync, () => progress(null));
        Row[] rows = [.. names.SelectMany(name => RowBuilder.Build(name, scenario.MetricsOf(run), trials[name]))];
        return new ScenarioReport(scenario, rows, trials);

        Task<Trial> TurnAsync(string name)
        {
            progress(name);
            return MeasureAsync(scenario, name, run, cancel);
        }
    }

    /// <summary>How many times <see cref="RunAsync"/> will tell of a finished turn.</summary>
    public int TurnsOf(Scenario scenario) => NamesOf(scenario).Count * options.Runs;

    private IReadOnlyList<string> NamesOf(Scenario scenario) =>
        scenario.Topology == Topology.InProcess ? scenario.Variants : [.. SystemsOf(scenario).Select(system => system.Name)];

    private IEnumerable<SystemUnderTest> SystemsOf(Scenario scenario) => options.Systems.Count > 0
        ? systems
        : systems.Union(Catalogue.Systems.Where(system => scenario.AlsoCompares.Contains(system.Name)));

    /// <summary>A daemon compiles the code of a new kind of work in its first seconds: they are not counted.</summary>
    private async Task WarmUpAsync(Scenario scenario, Action<string?> progress, CancellationToken cancel)
    {
        foreach (SystemUnderTest system in SystemsOf(scenario).Where(system => system.WarmsUp))
        {
            progress($"{system.Name} (warm-up)");
            await MeasureAsync(scenario, system.Name, run with { Duration = s_warmUp, Ndr = false }, cancel);
        }
    }

    private async Task<Trial> MeasureAsync(Scenario scenario, string name, RunContext context, CancellationToken cancel)
    {
        var meter = new DisturbanceMeter(() => beds.Processes);
        try
        {
            Outcome outcome = scenario.Topology == Topology.InProcess
                ? await scenario.MeasureAsync(name, context, cancel)
                : await MeasureInLabAsync(scenario, Catalogue.Systems.Single(system => system.Name == name), context, cancel);
            return new Trial(outcome, null, meter.Read());
        }
        catch (InvalidRunException e)
        {
            return new Trial(null, e.Message, meter.Read());
        }
    }

    private async Task<Outcome> MeasureInLabAsync(Scenario scenario, SystemUnderTest system, RunContext context, CancellationToken cancel)
    {
        if (Packages.Missing(scenario.Needs.Concat(system.Needs)) is { } missing)
            throw new InvalidRunException(missing);
        Testbed bed = await beds.GetAsync(system, scenario.Topology, cancel);
        return await scenario.MeasureAsync(bed, context, cancel);
    }
}
