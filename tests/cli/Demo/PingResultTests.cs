using Falcon.Cli.Demo;

namespace Falcon.Cli.Tests.Demo;

public sealed class PingResultTests
{
    [Fact]
    public void The_counts_and_the_mean_round_trip_are_read()
    {
        const string Output = """
            PING 192.168.100.21 (192.168.100.21) 56(84) bytes of data.
            64 bytes from 192.168.100.21: icmp_seq=1 ttl=64 time=0.355 ms

            --- 192.168.100.21 ping statistics ---
            5 packets transmitted, 4 received, 20% packet loss, time 204ms
            rtt min/avg/max/mdev = 0.086/0.220/0.355/0.134 ms
            """;

        Assert.Equal(new PingResult(5, 4, 0.22), PingResult.Parse(Output));
    }

    [Fact]
    public void Without_an_answer_there_is_no_round_trip()
    {
        const string Output =
            "--- fd00::1 ping statistics ---\n3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2051ms\n";

        Assert.Equal(new PingResult(3, 0, null), PingResult.Parse(Output));
    }

    [Fact]
    public void Output_without_a_summary_is_no_result() => Assert.Null(PingResult.Parse("ping: connect: Network is unreachable\n"));
}
