using System.Text.Json;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>Reads the output of <c>iperf3 --json</c>.</summary>
public static class Iperf3
{
    /// <summary>Bits per second that the server received.</summary>
    public static double ReceivedBitsPerSecond(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("error", out JsonElement error)
                ? throw new InvalidRunException($"iperf3: {error.GetString()}")
                : document.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second").GetDouble();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            throw new InvalidRunException($"iperf3 printed no usable JSON: {e.Message}", e);
        }
    }
}
