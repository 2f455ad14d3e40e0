using Falcon.Xsk.KernelPath;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>Containers speak with each other and with a kernel's overlay while no engine runs, only programs and tables.</summary>
public sealed class KernelPathTrafficTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pings_and_streams_pass_in_both_families(bool ipv6Underlay)
    {
        using var lab = new KernelPathLab(ipv6Underlay);
        lab.Fill();
        foreach (bool ipv6 in (bool[])[false, true])
        {
            foreach ((int from, int to) in ((int, int)[])[(0, 2), (2, 0), (0, 1)])
            {
                Ping(lab, from, to, ipv6);
                Stream(lab, from, to, ipv6);
            }
        }

        PathTraffic port = lab.Tables.ReadPort(0), wire = lab.Tables.ReadWire();
        Assert.True(port.SentFrames > 1000 && port.ReceivedFrames > 1000, $"{port}");
        Assert.True(wire.SentFrames > 1000 && wire.ReceivedFrames > 1000, $"{wire}");
        Assert.Equal(0, port.Of(NotMine.Miss) + port.Of(NotMine.Revoked) + port.Of(NotMine.Checksum) + port.Of(NotMine.Segments));
    }

    [Fact]
    public void A_UDP_checksum_over_IPv6_is_right()
    {
        using var lab = new KernelPathLab(ipv6: true, checksums: true);
        lab.Fill(checksums: true);
        foreach (bool ipv6 in (bool[])[false, true]) Ping(lab, 0, 2, ipv6);
    }

    private static void Ping(KernelPathLab lab, int from, int to, bool ipv6) =>
        lab.Container(from).Exec("ping", "-c", "3", "-i", "0.02", "-W", "5", KernelPathLab.AddressOf(to, ipv6)).Succeeds();

    private static void Stream(KernelPathLab lab, int from, int to, bool ipv6)
    {
        using RunningCommand server = lab.Container(to).Serve(5201, "iperf3", "-s", "-1");
        lab.Container(from).Exec("iperf3", "-c", KernelPathLab.AddressOf(to, ipv6), "-n", "50M").Succeeds();
    }
}
