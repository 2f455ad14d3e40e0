using Falcon.Steering;
using Falcon.Steering.Balancing;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>steering</c>: how several workers share the work.</summary>
internal static class SteeringReader
{
    private const int LowestThreshold = 10, HighestThreshold = 100;

    private static readonly TimeSpan s_minShuffle = TimeSpan.FromMilliseconds(1), s_maxShuffle = TimeSpan.FromSeconds(60);

    private static readonly string[] s_keys = ["load-threshold", "flow-hash", "coalesce", "deliver", "encapsulate", "shuffle"];

    private static readonly Dictionary<string, StageMode> s_modes = new()
    {
        ["auto"] = StageMode.Auto,
        ["inline"] = StageMode.Inline,
        ["pipelined"] = StageMode.Pipelined,
    };

    private static readonly Dictionary<string, FlowHashKind> s_flowHashes = new()
    {
        ["crc32c"] = FlowHashKind.Crc32C,
        ["xxhash"] = FlowHashKind.XxHash,
    };

    public static SteeringOptions Read(Field? field)
    {
        SteeringOptions defaults = new();
        if (field is null) return defaults;
        if (MappingReader.Open(field, $"a mapping with the keys {Suggestion.OneOf(s_keys)}", s_keys) is not { } map) return defaults;
        return defaults with
        {
            LoadThreshold = map.Optional("load-threshold")?.Percentage(LowestThreshold, HighestThreshold) ?? defaults.LoadThreshold,
            FlowHash = map.Optional("flow-hash")?.Choice(s_flowHashes) ?? defaults.FlowHash,
            Coalesce = map.Optional("coalesce")?.Choice(s_modes) ?? defaults.Coalesce,
            Deliver = map.Optional("deliver")?.Choice(s_modes) ?? defaults.Deliver,
            Encapsulate = map.Optional("encapsulate")?.Choice(s_modes) ?? defaults.Encapsulate,
            Shuffle = map.Optional("shuffle")?.ShortDuration(s_minShuffle, s_maxShuffle),
        };
    }
}
