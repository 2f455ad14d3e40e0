using System.Globalization;
using System.Net;
using Falcon.Netns.Tests.EndToEnd;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>A TCP connection to a real socket in a container; the test writes its segments one by one.</summary>
public sealed class TcpStreamTests : TrainTest
{
    private const int Bytes = 400_000;
    private const int Round = 24_000; // fits the smallest window without scaling
    private const string Client = "192.168.100.200";
    private static readonly byte[] s_clientMac = [2, 0, 0, 0, 0x99, 1];

    public TcpStreamTests(LabFixture<PacketLaneWithKernel> lab)
        : base(lab) =>
        Here.Exec("ip", "neigh", "replace", Client, "lladdr", "02:00:00:00:99:01", "dev", "eth0").Succeeds();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_stream_of_gaps_duplicates_overlaps_and_bad_segments_arrives_as_it_was_meant(int seed)
    {
        var random = new Random(seed);
        byte[] stream = new byte[Bytes];
        random.NextBytes(stream);
        using var target = TemporaryFile.Empty();
        int port = Traffic.NextPort();
        using RunningCommand server = Here.Serve(port, "socat", "-u", $"TCP4-LISTEN:{port},reuseaddr", $"OPEN:{target.Path},wronly,trunc");

        Segment connected = Connect((ushort)port, (ushort)(30_000 + seed));
        for (int from = 0; from < Bytes; from += Round)
        {
            int to = Math.Min(Bytes, from + Round);
            Tunnel(Segments(random, connected, stream, from, to).Select(segment => segment.Build()));
            Eventually.True(
                () => new FileInfo(target.Path).Length >= to, () => $"{new FileInfo(target.Path).Length} bytes of {to} arrived");
        }

        Tunnel([(connected with { Sequence = connected.Sequence + Bytes, Flags = Segment.Ack | Segment.Fin }).Build()]);
        server.Ends().Succeeds();
        Assert.Equal(stream, File.ReadAllBytes(target.Path));
    }

    /// <summary>Does the handshake; returns what all further segments have in common.</summary>
    private Segment Connect(ushort port, ushort from)
    {
        var syn = new Segment
        {
            Tcp = true,
            ToMac = FrameBuilder.Mac(Here.Mac),
            FromMac = s_clientMac,
            From = IPAddress.Parse(Client).GetAddressBytes(),
            To = IPAddress.Parse(Here.Ipv4).GetAddressBytes(),
            FromPort = from,
            ToPort = port,
            Flags = Segment.Syn,
            Sequence = uint.MaxValue - 50_000, // the numbers wrap during the test
            Window = 60_000,
        };
        using Capture answers = Here.Capture("eth0", $"tcp src port {port}", "out");
        Tunnel([syn.Build()]);
        string number = answers.Stop().Fields("tcp.flags.syn == 1", "tcp.seq_raw")[0][0];
        uint acknowledgement = uint.Parse(number, CultureInfo.InvariantCulture) + 1;
        Segment connected = syn with { Flags = Segment.Ack, Sequence = syn.Sequence + 1, Acknowledgement = acknowledgement };
        Tunnel([connected.Build()]);
        return connected;
    }

    /// <summary>
    /// Segments that together carry the bytes between two offsets, with everything in between that a network can do to them.
    /// </summary>
    private static IEnumerable<Segment> Segments(Random random, Segment connected, byte[] stream, int from, int to)
    {
        List<Segment> late = [];
        int size = random.Next(100, 1390);
        for (int at = from; at < to;)
        {
            int length = Math.Min(to - at, random.Next(20) == 0 ? random.Next(1, 1390) : size);
            Segment segment = connected with
            {
                Sequence = connected.Sequence + (uint)at,
                Payload = stream[at..(at + length)],
                Identification = (ushort)(at / 7),
            };
            switch (random.Next(30))
            {
                case 0:
                    yield return segment with { Damage = (ushort)random.Next(1, 0xFFFF) };
                    late.Add(segment);
                    break;
                case 1:
                    late.Add(segment);
                    break;
                case 2:
                    yield return segment;
                    yield return segment;
                    break;
                case 3:
                    yield return segment with { Payload = [.. segment.Payload[..^1], (byte)(segment.Payload[^1] ^ 1)], Damage = 5 };
                    yield return segment;
                    break;
                case 4:
                    int back = Math.Min(at - from, 40);
                    yield return segment with { Sequence = segment.Sequence - (uint)back, Payload = stream[(at - back)..(at + length)] };
                    break;
                default:
                    yield return Varied(random, segment);
                    break;
            }

            at += length;
        }

        foreach (Segment segment in late) yield return segment;
    }

    private static Segment Varied(Random random, Segment segment) => random.Next(16) switch
    {
        0 => segment with { Flags = Segment.Ack | Segment.Psh },
        1 => segment with { Window = (ushort)random.Next(50_000, 65_000) },
        2 => segment with { Options = [1, 1, 1, 1] },
        3 => segment with { Ttl = 9 },
        4 => segment with { FragmentBits = 0 },
        _ => segment with { Identification = (ushort)(segment.Sequence / (uint)segment.Payload.Length) },
    };
}
