namespace Falcon.Cli.Demo;

/// <summary>What iperf3 -J says of a TCP run.</summary>
/// <param name="BitsPerSecond">Received payload.</param>
/// <param name="Retransmits">Segments sent again.</param>
internal sealed record TcpResult(double BitsPerSecond, long Retransmits)
{
    /// <summary>Reads iperf3's report.</summary>
    /// <exception cref="DemoException">It reports an error, or is no report.</exception>
    public static TcpResult Parse(string json)
    {
        using var report = IperfReport.Open(json);
        var end = IperfReport.End(report);
        return new TcpResult(
            end.GetProperty("sum_received").GetProperty("bits_per_second").GetDouble(),
            end.GetProperty("sum_sent").TryGetProperty("retransmits", out var retransmits) ? retransmits.GetInt64() : 0);
    }
}
