using System.Text.Json;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>What <c>falcon pktgen --json</c> says it did.</summary>
public sealed record GeneratorReport(long Sent, double Seconds)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Datagrams per second.</summary>
    public double Rate => Seconds > 0 ? Sent / Seconds : 0;

    public static GeneratorReport Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<GeneratorReport>(json, s_json) ?? throw new InvalidRunException("falcon pktgen printed nothing");
        }
        catch (JsonException e)
        {
            throw new InvalidRunException($"falcon pktgen --json printed no JSON: {e.Message}", e);
        }
    }
}
