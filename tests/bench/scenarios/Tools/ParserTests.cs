using System.Text.Json;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Scenarios;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Pktgen;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Tests.Tools;

public sealed class ParserTests
{
    private const string SockperfOutput =
        """
        sockperf: [Total Run] RunTime=1.000 sec; Warm up time=400 msec; SentMessages=20000; ReceivedMessages=19999
        sockperf: ========= Printing statistics for Server No: 0
        sockperf: [Valid Duration] RunTime=0.550 sec; SentMessages=11001; ReceivedMessages=11000
        sockperf: ====> avg-latency=24.873 (std-dev=3.312)
        sockperf: Total 11000 observations; each percentile contains 110.00 observations
        sockperf: ---> <MAX> observation =  112.001
        sockperf: ---> percentile 99.900 =   61.250
        sockperf: ---> percentile 99.000 =   35.500
        sockperf: ---> percentile 50.000 =   24.100
        sockperf: ---> <MIN> observation =   20.005
        """;

    private const string WrkOutput =
        """
        Running 1s test @ http://10.0.0.1:8080/
          1 threads and 32 connections
          Latency Distribution
             50%    2.21ms
             99%   17.11ms
          12916 requests in 1.01s, 15.20MB read
        Requests/sec:  12800.51
        Transfer/sec:     15.06MB
        """;

    [Fact]
    public void Percentiles_are_read_from_sockperf()
    {
        var result = Sockperf.Parse(SockperfOutput);
        Assert.Equal(24.1, result.At(0.5));
        Assert.Equal(61.25, result.At(0.999));
        Assert.Equal(new LatencyPoint(0, 20.005), result.Distribution[0]);
        Assert.Equal(new LatencyPoint(1, 112.001), result.Distribution[^1]);
        Assert.Equal((11000, 0.55, 1), (result.RoundTrips, result.Seconds, result.Lost));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sockperf: No messages were received from the server.")]
    public void Sockperf_without_a_result_is_an_invalid_run(string output) =>
        Assert.Throws<InvalidRunException>(() => Sockperf.Parse(output));

    [Fact]
    public void Rate_and_tail_are_read_from_wrk() => Assert.Equal(new Wrk(12800.51, 17110), Wrk.Parse(WrkOutput));

    [Fact]
    public void Received_bits_are_read_from_iperf3() =>
        Assert.Equal(
            9.5e9,
            Iperf3.ReceivedBitsPerSecond("""{"end":{"sum_sent":{"bits_per_second":9.6e9},"sum_received":{"bits_per_second":9.5e9}}}"""));

    [Fact]
    public void An_error_of_iperf3_becomes_the_reason()
    {
        InvalidRunException e = Assert.Throws<InvalidRunException>(() => Iperf3.ReceivedBitsPerSecond("""{"error":"unable to connect"}"""));
        Assert.Contains("unable to connect", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operations_are_read_from_memcaslap() =>
        Assert.Equal(48211, Cache.Rate("set proportion: set_prop=0.10\nRun time: 3.0s Ops: 144633 TPS: 48211 Net_rate: 17.1M/s\n"));

    [Fact]
    public void The_reports_of_generator_and_sink_are_read()
    {
        GeneratorReport sent = new() { Device = "eth1", Frames = 10, Sent = 9, Seconds = 0.5, WaitedSeconds = 0.4 };
        Assert.Equal(sent, PktgenJson.Generator(JsonSerializer.Serialize(sent, JsonSerializerOptions.Web)));
        Assert.Equal((20, 0.8), (sent.OfferedRate(), sent.Waiting()));
        SinkReport heard = new() { Datagrams = 7, Bytes = 126, Seconds = 0.4, Reordered = 2 };
        Assert.Equal(heard, PktgenJson.Sink(JsonSerializer.Serialize(heard, JsonSerializerOptions.Web)));
        Assert.Equal(
            (7, 2, 0.4), Heard(PktgenJson.Sink("""{"datagrams":7,"bytes":126,"seconds":0.4,"reordered":2,"delayMicroseconds":null}""")));
    }

    [Fact]
    public void A_missing_tool_is_named_with_its_package()
    {
        Assert.Null(Programs.Missing(["sh"]));
        Assert.Equal("no-such-tool is not installed (Debian package: no-such-tool)", Programs.Missing(["no-such-tool"]));
    }

    [Fact]
    public void A_command_is_called_by_its_own_name() =>
        Assert.Equal("sockperf", new Command(
            "ip", "netns", "exec", "x-h1", "/usr/bin/setsid", "/usr/bin/taskset", "-c", "1", "/usr/bin/sockperf", "server").Name);

    private static (long, long, double) Heard(SinkReport report) => (report.Datagrams, report.Reordered, report.Seconds);
}
