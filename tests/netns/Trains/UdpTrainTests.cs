using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>Random datagrams from the wire, joined by Falcon and split again by a container's kernel.</summary>
public sealed class UdpTrainTests(LabFixture<PacketLaneWithKernel> lab) : TrainTest(lab)
{
    private const int Flows = 8;
    private const int Frames = 900;

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "gro")]
    [InlineData(3, "")]
    [InlineData(4, "gro")]
    public void Datagrams_arrive_with_the_bytes_and_boundaries_they_were_sent_with_and_bad_ones_do_not(int seed, string option)
    {
        ushort port = (ushort)Traffic.NextPort();
        Segment[] sent = Script(new Random(seed), port);
        Segment[] good = [.. sent.Where(IsGood)];
        Assert.InRange(good.Length, Frames / 2, Frames - 10);

        using RunningCommand receiver = Here.StartScript("udp_receive.py", $"{port}", $"{good.Length}", option).Says("ready");
        Tunnel(sent.Select(segment => segment.Build()));
        string[] lines = receiver.Ends().Succeeds().Lines;

        ILookup<string, string> received = lines[1..^1].ToLookup(line => line.Split(' ')[0]);
        foreach (IGrouping<string, Segment> flow in good.GroupBy(segment => $"{segment.FromPort}"))
            Assert.Equal(flow.Select(segment => $"{flow.Key} {segment.Payload.Length} {Hash(segment.Payload)}"), received[flow.Key]);
        Assert.Equal(good.Length, lines.Length - 2);
        if (option == "gro") Assert.InRange(int.Parse(lines[^1], CultureInfo.InvariantCulture), 8, 64);
    }

    private Segment[] Script(Random random, ushort port)
    {
        FlowScript Flow(int flow) =>
            new(random, ipv6 => Between(ipv6) with { FromPort = (ushort)(40_000 + flow), ToPort = port }, tcp: false);
        FlowScript[] flows = [.. Enumerable.Range(0, Flows).Select(Flow)];
        return [.. Enumerable.Range(0, Frames).Select(_ => flows[random.Next(Flows)].Next())];
    }

    private Segment Between(bool ipv6) => new()
    {
        ToMac = FrameBuilder.Mac(Here.Mac),
        FromMac = FrameBuilder.Mac(There.Mac),
        From = IPAddress.Parse(ipv6 ? There.Ipv6 : There.Ipv4).GetAddressBytes(),
        To = IPAddress.Parse(ipv6 ? Here.Ipv6 : Here.Ipv4).GetAddressBytes(),
    };

    private static bool IsGood(Segment segment) =>
        segment.HeaderDamage == 0 && (segment.HasChecksum ? segment.Damage == 0 : !segment.Ipv6);

    private static string Hash(byte[] payload) => Convert.ToHexStringLower(SHA256.HashData(payload));
}
