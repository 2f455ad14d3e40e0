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
        foreach (StageDescriptor stage in stages.Rows)
        {
            if (stage.Drops is null) continue;
            foreach (object reason in Enum.GetValues(stage.Drops))
            {
                long frames = all.Sum(row => row[DropCounters.IndexOf(stage.Id, (byte)reason)]);
                if (frames > 0) report.Add(new DropCount(stage.Name, KebabCase.Of(reason), frames));
            }
        }

        return report;
    }
}
