using System.Text.Json;

namespace Falcon.Cli.Demo;

/// <summary>The result of a TCP run of iperf3 -J.</summary>
/// <param name="BitsPerSecond">Received payload.</param>
/// <param name="Retransmits">Segments sent again.</param>
internal sealed record TcpResult(double BitsPerSecond, long Retransmits)
{
    /// <summary>Reads iperf3's report.</summary>
    /// <exception cref="DemoException">The report has an error, or is not a report.</exception>
    public static TcpResult Parse(string json)
    {
        using JsonDocument report = IperfReport.Open(json);
        JsonElement end = IperfReport.End(report);
        return new TcpResult(
            end.GetProperty("sum_received").GetProperty("bits_per_second").GetDouble(),
            end.GetProperty("sum_sent").TryGetProperty("retransmits", out JsonElement retransmits) ? retransmits.GetInt64() : 0);
    }
}
