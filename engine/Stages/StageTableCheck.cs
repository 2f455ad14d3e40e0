using Falcon.Steering.Routing;

namespace Falcon.Engine.Stages;

/// <summary>What a table of stages must fulfil: no frame is lost between two rows, no counter falls into another's place.</summary>
internal static class StageTableCheck
{
    /// <exception cref="ArgumentException">The rows make no pipeline.</exception>
    public static void Check(StageDescriptor[] rows)
    {
        Require(rows.Length <= StageTable.MostStages, $"more than {StageTable.MostStages} stages");
        HashSet<string> names = [];
        HashSet<StageId> ids = [];
        foreach (StageDescriptor row in rows)
        {
            Require(names.Add(row.Name), $"two stages are named {row.Name}");
            Require((int)row.Id < rows.Length && ids.Add(row.Id), $"{row.Name}: the id {row.Id} is another's, or leaves a gap");
            if (row.Drops is { } reasons) CheckReasons(row.Name, reasons);
        }

        foreach (StageSection section in Enum.GetValues<StageSection>())
        {
            if (section != StageSection.Between) CheckSection(section, [.. rows.Where(row => row.Section == section)]);
        }

        Require(
            rows.Where(row => row.HandedOver is not null).Select(row => row.HandedOver!.Value).SequenceEqual(SteeredStages.All.ToArray()),
            "each of the stages that steering knows must be one row's, in its order");
    }

    private static void CheckReasons(string name, Type reasons)
    {
        Require(reasons.IsEnum && reasons.GetEnumUnderlyingType() == typeof(byte), $"{name}: {reasons.Name} is no enumeration of bytes");
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
            Require(row.Exits == expected, $"{row.Name}: in this place of {section} frames go on {expected}, not {row.Exits}");
        }
    }

    private static void Require(bool fulfilled, string otherwise)
    {
        if (!fulfilled) throw new ArgumentException(otherwise);
    }
}
