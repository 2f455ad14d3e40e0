using Falcon.Api;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Counters;

/// <summary>Turns rows of drop counters into named counts.</summary>
internal static class DropReport
{
    /// <summary>Sums the workers' rows of one account; leaves out reasons without drops.</summary>
    public static IReadOnlyList<DropCount> Of(IEnumerable<long[]> rows, StageTable stages)
    {
        long[][] all = [.. rows];
        List<DropCount> report = [];
        foreach (StageDrop reason in stages.DropReasons)
        {
            int column = DropCounters.IndexOf(reason.Stage.Id, reason.Value);
            long frames = all.Sum(row => row[column]);
            if (frames > 0) report.Add(new DropCount(reason.Stage.Name, reason.Name, frames));
        }

        return report;
    }
}
