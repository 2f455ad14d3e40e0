using System.Text.Json;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>What <c>falcon pktgen --json</c> says it did.</summary>
/// <param name="Frames">Frames handed to the device: what was offered.</param>
/// <param name="Sent">Frames that the device took; the rest did not fit the receiving end's ring, as on a network card.</param>
/// <param name="Seconds">How long.</param>
/// <param name="WaitedSeconds">How much of that a paced generator waited for the next frame's turn.</param>
public sealed record GeneratorReport(long Frames, long Sent, double Seconds, double WaitedSeconds)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Datagrams offered per second.</summary>
    public double Rate => Seconds > 0 ? Frames / Seconds : 0;

    /// <summary>The share of its time that it waited; null for one that never does, as at full speed.</summary>
    public double? Waiting => WaitedSeconds > 0 ? WaitedSeconds / Seconds : null;

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
