using Falcon.Cli.Demo;

namespace Falcon.Cli.Tests.Demo;

public sealed class IperfReportTests
{
    [Fact]
    public void A_tcp_report_gives_what_was_received_and_sent_again()
    {
        const string Json = """
            { "end": {
              "sum_sent": { "bytes": 1250, "bits_per_second": 9999.5, "retransmits": 2, "sender": true },
              "sum_received": { "bytes": 1249, "bits_per_second": 9992.25, "sender": true } } }
            """;

        Assert.Equal(new TcpResult(9992.25, 2), TcpResult.Parse(Json));
    }

    [Fact]
    public void A_udp_report_gives_rate_and_loss()
    {
        const string Json = """{ "end": { "sum": { "seconds": 2.0, "jitter_ms": 0.01, "lost_packets": 25, "packets": 1000 } } }""";

        var result = UdpResult.Parse(Json);

        Assert.Equal(0.025, result.Loss);
        Assert.Equal(487.5, result.DeliveredPerSecond);
    }

    [Fact]
    public void When_no_datagram_was_sent_all_is_lost() => Assert.Equal(1, new UdpResult(0, 0, 1).Loss);

    [Theory]
    [InlineData(
        """{ "end": {}, "error": "unable to connect to server: Connection refused" }""",
        "iperf3: unable to connect to server: Connection refused")]
    [InlineData("""{ "start": {}, "end": {} }""", "iperf3's report has no totals")]
    [InlineData("""{ "start": {} }""", "iperf3's report has no totals")]
    [InlineData("", "iperf3 left no report")]
    [InlineData("iperf3: error", "iperf3 left no report")]
    public void A_failed_run_says_why(string json, string message)
    {
        Assert.Equal(message, Assert.Throws<DemoException>(() => TcpResult.Parse(json)).Message);
        Assert.Equal(message, Assert.Throws<DemoException>(() => UdpResult.Parse(json)).Message);
    }
}
