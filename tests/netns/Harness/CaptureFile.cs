namespace Falcon.Netns.Tests.Harness;

/// <summary>Captured frames as tshark sees them; valid until its <see cref="Capture"/> is disposed.</summary>
public sealed class CaptureFile(string path)
{
    // What random payload could be taken for is none of our business: the ports of our tests carry data. Checksums are checked at every level.
    private static readonly string[] _options =
    [
        "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
        "-o", "tcp.analyze_sequence_numbers:FALSE", "-d", "udp.port==20000-32767,data", "-d", "tcp.port==20000-32767,data",
    ];

    // A TCP checksum of 0xffff is as good as 0 in one's complement; Linux writes it, tshark calls it illegal.
    private const string Complaint =
        "(_ws.malformed || _ws.expert.group == \"Malformed\" || _ws.expert.group == \"Checksum\" || _ws.expert.severity == \"Error\""
        + " || ip.checksum.status == \"Bad\" || udp.checksum.status == \"Bad\" || tcp.checksum.status == \"Bad\""
        + " || icmp.checksum.status == \"Bad\" || icmpv6.checksum.status == \"Bad\" || ip.checksum.status == \"Unverified\""
        + " || tcp.checksum.status == \"Unverified\") && !(tcp.checksum == 0xffff)";

    public int Count(string filter = "frame") => Fields(filter, "frame.number").Count;

    /// <summary>The given fields of each frame that passes the filter; a field that occurs twice, outer and inner, is joined by a comma.</summary>
    public IReadOnlyList<string[]> Fields(string filter, params string[] fields) =>
        [.. Tshark(["-Y", filter, "-T", "fields", "-E", "separator=|", .. fields.SelectMany(field => new[] { "-e", field })])
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))];

    /// <summary>Fails when there is no frame, or one that tshark complains about.</summary>
    public void IsClean()
    {
        Assert.True(Count() > 0, "nothing was captured");
        var complaints = Tshark(["-Y", Complaint]).Output;
        if (complaints.Length == 0) return;
        var details = Tshark(["-Y", Complaint, "-V", "-c", "20"]).Output;
        Assert.Fail($"tshark complains about\n{complaints[..Math.Min(complaints.Length, 2000)]}\n{details[..Math.Min(details.Length, 6000)]}");
    }

    private CommandResult Tshark(IEnumerable<string> arguments) =>
        Command.Run("tshark", ["-n", "-r", path, .. _options, .. arguments]).Succeeds();
}
