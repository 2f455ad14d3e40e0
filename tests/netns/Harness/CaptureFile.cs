namespace Falcon.Netns.Tests.Harness;

/// <summary>Captured frames as tshark sees them. Valid until its <see cref="Capture"/> is disposed.</summary>
public sealed class CaptureFile(string path)
{
    // Random payload must not be taken for another protocol: the ports of our tests carry data.
    private static readonly string[] s_options =
    [
        "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
        "-o", "tcp.analyze_sequence_numbers:FALSE", "-d", "udp.port==20000-32767,data", "-d", "tcp.port==20000-32767,data",
    ];

    // In one's complement a TCP checksum of 0xffff equals 0. Linux writes it; tshark calls it illegal.
    private const string Complaint =
        "(_ws.malformed || _ws.expert.group == \"Malformed\" || _ws.expert.group == \"Checksum\" || _ws.expert.severity == \"Error\""
        + " || ip.checksum.status == \"Bad\" || udp.checksum.status == \"Bad\" || tcp.checksum.status == \"Bad\""
        + " || icmp.checksum.status == \"Bad\" || icmpv6.checksum.status == \"Bad\" || ip.checksum.status == \"Unverified\""
        + " || tcp.checksum.status == \"Unverified\") && !(tcp.checksum == 0xffff)";

    public int Count(string filter = "frame") => Fields(filter, "frame.number").Count;

    /// <summary>Fields of each frame that passes the filter. A field that occurs twice, outer and inner, is joined by a comma.</summary>
    public IReadOnlyList<string[]> Fields(string filter, params string[] fields) =>
        [.. Tshark(["-Y", filter, "-T", "fields", "-E", "separator=|", .. fields.SelectMany(field => (string[])["-e", field])])
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))];

    /// <summary>Fails if there is no frame, or if tshark complains about one.</summary>
    public void IsClean()
    {
        Assert.True(Count() > 0, "nothing was captured");
        string complaints = Tshark(["-Y", Complaint]).Output;
        if (complaints.Length == 0) return;
        string details = Tshark(["-Y", Complaint, "-V", "-c", "20"]).Output;
        Assert.Fail($"tshark complains about\n{Start(complaints, 2_000)}\n{Start(details, 6_000)}");
    }

    private static string Start(string text, int length) => text[..Math.Min(text.Length, length)];

    private CommandResult Tshark(IEnumerable<string> arguments) =>
        new Command("tshark", ["-n", "-r", path, .. s_options, .. arguments]).Run().Succeeds();
}
