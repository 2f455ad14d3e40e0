using Falcon.Api;
using Falcon.Engine.Handoff;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Counters;

/// <summary>Turns rows of drop counters into named counts.</summary>
internal static class DropReport
{
    private static readonly (StageId Stage, Type Reasons)[] s_reasons =
    [
        (StageId.Decapsulate, typeof(DecapsulateDrop)),
        (StageId.Collect, typeof(CollectDrop)),
        (StageId.Bridge, typeof(BridgeDrop)),
        (StageId.Deliver, typeof(DeliverDrop)),
        (StageId.Encapsulate, typeof(EncapsulateDrop)),
        (StageId.Handoff, typeof(HandoffDrop)),
    ];

    /// <summary>Adds the workers' rows of one account up; reasons with no drop are left out.</summary>
    public static IReadOnlyList<DropCount> Of(IEnumerable<long[]> rows)
    {
        long[][] all = [.. rows];
        List<DropCount> report = [];
        foreach ((StageId stage, Type reasons) in s_reasons)
        {
            foreach (object reason in Enum.GetValues(reasons))
            {
                long frames = all.Sum(row => row[DropCounters.IndexOf(stage, (byte)reason)]);
                if (frames > 0) report.Add(new DropCount(KebabCase.Of(stage), KebabCase.Of(reason), frames));
            }
        }

        return report;
    }
}
