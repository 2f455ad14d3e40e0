using Falcon.Steering;
using Falcon.Steering.Balancing;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>steering</c>: how several workers share the work.</summary>
internal static class SteeringReader
{
    private const int LowestThreshold = 10, HighestThreshold = 100;

    private static readonly TimeSpan MinShuffle = TimeSpan.FromMilliseconds(1), MaxShuffle = TimeSpan.FromSeconds(60);

    private static readonly string[] Keys = ["load-threshold", "flow-hash", "coalesce", "deliver", "encapsulate", "shuffle"];

    private static readonly Dictionary<string, StageMode> Modes = new()
    {
        ["auto"] = StageMode.Auto,
        ["inline"] = StageMode.Inline,
        ["pipelined"] = StageMode.Pipelined,
    };

    private static readonly Dictionary<string, FlowHashKind> FlowHashes = new()
    {
        ["crc32c"] = FlowHashKind.Crc32C,
        ["xxhash"] = FlowHashKind.XxHash,
    };

    public static SteeringOptions Read(Field? field)
    {
        SteeringOptions defaults = new();
        if (field is null) return defaults;
        if (MappingReader.Open(field, $"a mapping with the keys {Suggestion.OneOf(Keys)}", Keys) is not { } map) return defaults;
        return defaults with
        {
            LoadThreshold = map.Optional("load-threshold")?.Percentage(LowestThreshold, HighestThreshold) ?? defaults.LoadThreshold,
            FlowHash = map.Optional("flow-hash")?.Choice(FlowHashes) ?? defaults.FlowHash,
            Coalesce = map.Optional("coalesce")?.Choice(Modes) ?? defaults.Coalesce,
            Deliver = map.Optional("deliver")?.Choice(Modes) ?? defaults.Deliver,
            Encapsulate = map.Optional("encapsulate")?.Choice(Modes) ?? defaults.Encapsulate,
            Shuffle = map.Optional("shuffle")?.ShortDuration(MinShuffle, MaxShuffle),
        };
    }
}
