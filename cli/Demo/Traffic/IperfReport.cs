using System.Text.Json;

namespace Falcon.Cli.Demo;

/// <summary>The JSON report of iperf3.</summary>
internal static class IperfReport
{
    /// <summary>Parses it.</summary>
    /// <exception cref="DemoException">The text is not JSON.</exception>
    public static JsonDocument Open(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            throw new DemoException("iperf3 left no report");
        }
    }

    /// <summary>The part with the totals.</summary>
    /// <exception cref="DemoException">The run failed; the message is from iperf3.</exception>
    public static JsonElement End(JsonDocument report)
    {
        if (report.RootElement.TryGetProperty("error", out JsonElement error))
            throw new DemoException($"iperf3: {error.GetString()}");
        if (report.RootElement.TryGetProperty("end", out JsonElement end) && end.EnumerateObject().Any())
            return end;
        throw new DemoException("iperf3's report has no totals");
    }
}
