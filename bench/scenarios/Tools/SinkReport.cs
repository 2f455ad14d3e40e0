using System.Text.Json;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>What <c>falcon pktgen sink --json</c> counted.</summary>
/// <param name="Datagrams">Datagrams that the application got.</param>
/// <param name="Reordered">Those among them that came after a later one of their flow.</param>
/// <param name="Seconds">From the first to the last.</param>
public sealed record SinkReport(long Datagrams, long Reordered, double Seconds)
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
