using System.Text.Json;
using System.Text.Json.Serialization;

namespace Falcon.Bench.Simulation.Costs;

/// <summary>What a frame costs at each step, in nanoseconds: the measured figures that the simulation is fed with.</summary>
public sealed record StageCosts
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Receiving, Decapsulate and Bridge, on the worker that has the queue.</summary>
    public required double Receive { get; init; }

    public required double Coalesce { get; init; }

    public required double Deliver { get; init; }

    /// <summary>To put a frame into an inbox.</summary>
    public required double Send { get; init; }

    /// <summary>To take a frame from an inbox.</summary>
    public required double Take { get; init; }

    /// <summary>Until an idle worker that was sent frames begins with them.</summary>
    public required double WakeUp { get; init; }

    /// <summary>A turn that finds nothing.</summary>
    public required double EmptyTurn { get; init; }

    /// <summary>A frame's own work, without hand-offs and waiting.</summary>
    [JsonIgnore]
    public double Work => Receive + Coalesce + Deliver;

    /// <summary>Reads a file like Costs/wire.json, which says where each figure comes from.</summary>
    /// <exception cref="JsonException">A key is missing or unknown, or a value is no number.</exception>
    public static StageCosts Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return JsonSerializer.Deserialize<StageCosts>(file, s_json) ?? throw new JsonException($"{path}: is null");
    }

    /// <summary>The figures of a frame from the wire to a container.</summary>
    public static StageCosts Wire { get; } = Load(Path.Combine(AppContext.BaseDirectory, "Costs", "wire.json"));
}
