using Falcon.Api;
using Falcon.Engine.Events;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Counters;

/// <summary>Turns rows of drop counters into named counts.</summary>
internal static class DropReport
{
    /// <summary>Adds the workers' rows of one account up; reasons with no drop are left out.</summary>
    public static IReadOnlyList<DropCount> Of(IEnumerable<long[]> rows, StageTable stages)
    {
        long[][] all = [.. rows];
        List<DropCount> report = [];
        foreach (DropColumn column in stages.Drops)
        {
            long frames = all.Sum(row => row[column.Index]);
            if (frames > 0) report.Add(new DropCount(column.Stage, column.Reason, frames));
        }

        return report;
    }
}
