using Falcon.Steering.Routing;

namespace Falcon.Engine.Stages;

/// <summary>Checks a stage table: no frame gets lost between two rows, and no two counters share a slot.</summary>
internal static class StageTableCheck
{
    /// <exception cref="ArgumentException">The rows do not make a pipeline.</exception>
    public static void Check(StageDescriptor[] rows)
    {
        Require(rows.Length <= StageTable.MostStages, $"more than {StageTable.MostStages} stages");
        HashSet<string> names = [];
        HashSet<StageId> ids = [];
        foreach (StageDescriptor row in rows)
        {
            Require(names.Add(row.Name), $"two stages are named {row.Name}");
            Require((int)row.Id < rows.Length && ids.Add(row.Id), $"{row.Name}: the id {row.Id} is used twice or leaves a gap");
            if (row.Drops is { } reasons) CheckReasons(row.Name, reasons);
        }

        foreach (StageSection section in Enum.GetValues<StageSection>())
        {
            if (section < StageSection.Between) CheckSection(section, [.. rows.Where(row => row.Section == section)]);
        }

        Require(
            rows.Where(row => row.HandedOver is not null).Select(row => row.HandedOver!.Value).SequenceEqual(SteeredStages.All.ToArray()),
            "the steered stages must have one row each, in the order of SteeredStage");
    }

    private static void CheckReasons(string name, Type reasons)
    {
        Require(reasons.IsEnum && reasons.GetEnumUnderlyingType() == typeof(byte), $"{name}: {reasons.Name} is not an enum of bytes");
        foreach (object reason in Enum.GetValues(reasons))
            Require((byte)reason < StageDescriptor.MostReasons, $"{name}: {reason} is not below {StageDescriptor.MostReasons}");
    }

    private static void CheckSection(StageSection section, StageDescriptor[] rows)
    {
        Require(rows.Length > 0, $"{section} has no stage");
        (StageExits inside, StageExits last) = section switch
        {
            StageSection.ToPort => (StageExits.ToPort, StageExits.ToLane),
            StageSection.ToWire => (StageExits.ToWire, StageExits.ToLane),
            StageSection.Bridge => (StageExits.ToBridge, StageExits.ToPort | StageExits.ToWire),
            _ => (StageExits.ToBridge, StageExits.ToBridge),
        };
        foreach (StageDescriptor row in rows)
        {
            StageExits expected = row == rows[^1] ? last : inside;
            Require(row.Exits == expected, $"{row.Name}: at this place in {section} the exits must be {expected}, not {row.Exits}");
        }
    }

    private static void Require(bool fulfilled, string otherwise)
    {
        if (!fulfilled) throw new ArgumentException(otherwise);
    }
}
