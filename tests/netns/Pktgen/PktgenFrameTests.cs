using System.Net;
using System.Net.NetworkInformation;
using Falcon.Pktgen;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Pktgen;

/// <summary>The frames of both generators, as they arrive at the other end of a veth.</summary>
public sealed class PktgenFrameTests
{
    private const int Frames = 240;
    private const int Flows = 5;
    private const uint Vni = 0x123456;
    private static readonly PhysicalAddress s_left = PhysicalAddress.Parse("02:00:00:00:00:01");
    private static readonly PhysicalAddress s_right = PhysicalAddress.Parse("02:00:00:00:00:02");
    private static readonly PhysicalAddress s_second = PhysicalAddress.Parse("02:00:00:00:00:03");
    private static readonly PhysicalAddress s_inner = PhysicalAddress.Parse("02:00:00:00:fa:1c");

    public static TheoryData<string, string?, bool> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, string?, bool>();
            foreach (bool xsk in (bool[])[false, true])
            {
                foreach (string? outer in (string?[])[null, "10.9.0", "fd09:"])
                {
                    foreach (string inner in (string[])["10.1.0", "fd01:"])
                        shapes.Add(inner, outer, xsk);
                }
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_frame_of_a_mix_is_what_it_should_be(string inner, string? outer, bool xsk)
    {
        using var wire = new Wire();
        string path = Path.GetTempFileName();
        try
        {
            Capture(wire, path, [
                "--from-ip", From(inner), "--to-ip", To(inner), "--port", "20009", "--flows", $"{Flows}", "--burst", "2", "--imix",
                "--count", $"{Frames}", "--rate", "5000", "--json",
                "--second-mac", "02:00:00:00:00:03", "--second-ip", Second(inner), "--second-flows", "2",
                .. xsk ? ["--xsk"] : Array.Empty<string>(), .. Vxlan(outer)]);

            IsCleanToTshark(path, outer is not null);
            ArePreciselyTheTemplates(PcapFile.Read(path), Template(inner, outer));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Capture(Wire wire, string path, string[] arguments)
    {
        using RunningCommand tcpdump = Wire.Start(
            wire.Right, "tcpdump", "-i", Wire.Device, "-Z", "root", "-U", "--immediate-mode", "-s", "2048", "-B", "16384", "-c",
            $"{Frames}",
            "-w", path, "udp").Says("listening on");
        Assert.Equal(Frames, FalconCommand.Pktgen(wire, arguments).Json().GetProperty("sent").GetInt64());
        tcpdump.Ends().Succeeds();
    }

    private static void IsCleanToTshark(string path, bool vxlan)
    {
        // RFC 6935 allows an outer UDP header without a checksum on IPv6; by default tshark complains about it.
        CommandResult result = new Command("tshark", [
            "-n", "-r", path, "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "udp.ignore_ipv6_zero_checksum:TRUE",
            "-T", "fields", "-E", "separator=|", "-e", "udp.checksum.status", "-e", "ip.checksum.status", "-e", "_ws.expert.message", "-e",
            "vxlan.vni"]).Run().Succeeds();
        Assert.Equal(Frames, result.Lines.Length);
        Assert.All(result.Lines, line =>
        {
            string[] fields = line.Split('|');
            Assert.Equal("1", fields[0].Split(',')[^1]); // good
            Assert.Equal(vxlan ? "3" : "1", fields[0].Split(',')[0]); // outer: not present
            Assert.All(fields[1].Split(',', StringSplitOptions.RemoveEmptyEntries), status => Assert.Equal("1", status));
            Assert.Equal("", fields[2]);
            Assert.Equal(vxlan ? $"{Vni}" : "", fields[3]);
        });
    }

    private static void ArePreciselyTheTemplates(List<byte[]> frames, FrameTemplate template)
    {
        var schedule = new FlowSchedule(Flows, 2);
        ulong before = 0;
        Assert.Equal(Frames, frames.Count);
        Assert.All(frames, frame =>
        {
            Assert.True(PayloadHeader.TryRead(frame.AsSpan(template.HeaderLength), out PayloadHeader payload));
            Assert.Equal(schedule.Next(), (payload.Flow, payload.Sequence));
            Assert.InRange(payload.Nanoseconds, before, (ulong)ThreadClock.MonotonicNanoseconds());
            before = payload.Nanoseconds;

            byte[] expected = new byte[template.Lengths.Longest];
            int length = template.Write(expected, payload);
            Assert.Equal(expected[..length], frame);
        });
    }

    private static FrameTemplate Template(string inner, string? outer) => new(
        new FrameSpecification(
            new FrameEndpoints(
                outer is null ? s_left : s_inner, s_right, IPAddress.Parse(From(inner)), IPAddress.Parse(To(inner))), 20009, 1024,
            outer is null ? null : new VxlanSpecification(
                new FrameEndpoints(s_left, s_right, IPAddress.Parse(From(outer)), IPAddress.Parse(To(outer))), Vni),
            new SecondTarget(s_second, IPAddress.Parse(Second(inner)), Flows - 2)),
        FrameLengths.Imix);

    private static string[] Vxlan(string? outer) => outer is null
        ? []
        : ["--vxlan-vni", $"{Vni}", "--outer-from", From(outer), "--outer-to", To(outer), "--outer-to-mac", "02:00:00:00:00:02"];

    private static string From(string prefix) => prefix + (prefix.Contains(':', StringComparison.Ordinal) ? ":1" : ".1");

    private static string To(string prefix) => prefix + (prefix.Contains(':', StringComparison.Ordinal) ? ":2" : ".2");

    private static string Second(string prefix) => prefix + (prefix.Contains(':', StringComparison.Ordinal) ? ":3" : ".3");
}
