using Falcon.Engine.Events;

namespace Falcon.Engine.Stages;

/// <summary>
/// The stages, in the order in which frames pass them and reports list them. Immutable and checked when it is made, so that a wrong table
/// is found before a worker runs.
/// </summary>
public sealed class StageTable
{
    /// <summary>
    /// The most stages of a table: an account's row in a ledger has one word per stage and one more, which fill two cache lines.
    /// </summary>
    public const int MostStages = 15;

    private readonly StageDescriptor[] _rows;
    private readonly StageDescriptor[] _byId;

    /// <summary>Makes a table of rows.</summary>
    /// <exception cref="ArgumentException">The rows do not make a pipeline. The message says which row is wrong, and why.</exception>
    public StageTable(params ReadOnlySpan<StageDescriptor> rows)
    {
        _rows = rows.ToArray();
        StageTableCheck.Check(_rows);
        _byId = [.. _rows.OrderBy(row => row.Id)];
        Names = [.. _byId.Select(row => row.Name)];
        DropReasons = [.. _rows.SelectMany(ReasonsOf)];
    }

    /// <summary>All rows.</summary>
    public IReadOnlyList<StageDescriptor> Rows => _rows;

    /// <summary>The number of rows; all ids are below it.</summary>
    public int Count => _rows.Length;

    /// <summary>The stages' names, by <see cref="StageId"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>All drop reasons, in the order of the rows.</summary>
    public IReadOnlyList<StageDrop> DropReasons { get; }

    /// <summary>The row of a stage.</summary>
    public StageDescriptor this[StageId id] => _byId[(int)id];

    /// <summary>The rows of a section.</summary>
    public IEnumerable<StageDescriptor> In(StageSection section) => _rows.Where(row => row.Section == section);

    /// <summary>The stage that a stage's frames reach by an exit.</summary>
    internal StageDescriptor Following(StageDescriptor stage, StageExits exit)
    {
        StageSection section = exit switch
        {
            StageExits.ToPort => StageSection.ToPort,
            StageExits.ToWire => StageSection.ToWire,
            _ => StageSection.Bridge,
        };
        return Behind(stage).FirstOrDefault() ?? In(section).First();
    }

    /// <summary>A stage and the stages behind it that run on the same worker.</summary>
    internal IEnumerable<StageDescriptor> RunningWith(StageDescriptor stage) =>
        Behind(stage).TakeWhile(next => next.HandedOver is null).Prepend(stage);

    /// <summary>A copy of the table with one more row, before that of a stage.</summary>
    internal StageTable With(StageDescriptor row, StageId before)
    {
        int place = Array.IndexOf(_rows, this[before]);
        return new StageTable([.. _rows[..place], row, .. _rows[place..]]);
    }

    private static IEnumerable<StageDrop> ReasonsOf(StageDescriptor stage) => stage.Drops is null
        ? []
        : Enum.GetValues(stage.Drops).Cast<object>().Select(reason => new StageDrop(stage, KebabCase.Of(reason), (byte)reason));

    private IEnumerable<StageDescriptor> Behind(StageDescriptor stage) => In(stage.Section).SkipWhile(row => row != stage).Skip(1);
}
