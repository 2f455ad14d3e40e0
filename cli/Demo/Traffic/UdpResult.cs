using System.Text.Json;

namespace Falcon.Cli.Demo;

/// <summary>The result of a UDP run of iperf3 -J.</summary>
/// <param name="Sent">Datagrams.</param>
/// <param name="Lost">Datagrams that did not arrive.</param>
/// <param name="Seconds">How long the run took.</param>
internal sealed record UdpResult(long Sent, long Lost, double Seconds)
{
    /// <summary>Share of the datagrams that were lost, 0 to 1.</summary>
    public double Loss => Sent == 0 ? 1 : (double)Lost / Sent;

    /// <summary>Datagrams that arrived per second.</summary>
    public double DeliveredPerSecond => Seconds > 0 ? (Sent - Lost) / Seconds : 0;

    /// <summary>Reads iperf3's report.</summary>
    /// <exception cref="DemoException">The report has an error, or is not a report.</exception>
    public static UdpResult Parse(string json)
    {
        using JsonDocument report = IperfReport.Open(json);
        JsonElement sum = IperfReport.End(report).GetProperty("sum");
        return new UdpResult(
            sum.GetProperty("packets").GetInt64(), sum.GetProperty("lost_packets").GetInt64(), sum.GetProperty("seconds").GetDouble());
    }
}
