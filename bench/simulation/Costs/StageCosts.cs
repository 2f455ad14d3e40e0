using System.Text.Json;
using System.Text.Json.Serialization;

namespace Falcon.Bench.Simulation.Costs;

/// <summary>The cost of a frame at each step in nanoseconds: the measured input of the simulation.</summary>
public sealed record StageCosts
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Receiving, Decapsulate and Bridge, on the worker of the receive queue.</summary>
    public required double Receive { get; init; }

    public required double Coalesce { get; init; }

    public required double Deliver { get; init; }

    /// <summary>Putting a frame into an inbox.</summary>
    public required double Send { get; init; }

    /// <summary>Taking a frame from an inbox.</summary>
    public required double Take { get; init; }

    /// <summary>The delay until an idle worker starts with frames that were sent to it.</summary>
    public required double WakeUp { get; init; }

    /// <summary>A turn that finds nothing.</summary>
    public required double EmptyTurn { get; init; }

    /// <summary>A frame's own work, without hand-offs and waiting.</summary>
    [JsonIgnore]
    public double Work => Receive + Coalesce + Deliver;

    /// <summary>Reads a file like Costs/wire.json, which gives the source of each figure.</summary>
    /// <exception cref="JsonException">A key is missing or unknown, or a value is not a number.</exception>
    public static StageCosts Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return JsonSerializer.Deserialize<StageCosts>(file, s_json) ?? throw new JsonException($"{path}: is null");
    }

    /// <summary>The costs of a frame from the wire to a container.</summary>
    public static StageCosts Wire { get; } = Load(Path.Combine(AppContext.BaseDirectory, "Costs", "wire.json"));
}
