namespace Falcon.Bench.Scenarios.Model;

/// <summary>The result of a scenario after its last round.</summary>
/// <param name="Scenario">What was measured.</param>
/// <param name="Rows">One per system and metric, in the order of the systems.</param>
/// <param name="Trials">The trials that counted, by system.</param>
public sealed record ScenarioReport(Scenario Scenario, IReadOnlyList<Row> Rows, IReadOnlyDictionary<string, IReadOnlyList<Trial>> Trials)
{
    public string Name => Scenario.Name;

    public Metric Primary => Scenario.Metrics[0];

    public IEnumerable<Row> PrimaryRows => Rows.Where(row => row.Metric == Primary);
}
