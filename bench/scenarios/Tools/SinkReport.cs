using System.Text.Json;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>What <c>falcon pktgen sink --json</c> counted.</summary>
public sealed record SinkReport(long Received, long Reordered)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static SinkReport Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<SinkReport>(json, s_json) ?? throw new InvalidRunException("falcon pktgen sink printed nothing");
        }
        catch (JsonException e)
        {
            throw new InvalidRunException($"falcon pktgen sink --json printed no JSON: {e.Message}", e);
        }
    }
}
