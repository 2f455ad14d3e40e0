using System.Globalization;
using System.Text.Json.Nodes;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Real programs that talk to each other; each call fails the test if something is lost or changed.</summary>
public static class Traffic
{
    public const int Megabyte = 1 << 20;
    private static readonly TimeSpan s_warmUpLimit = TimeSpan.FromSeconds(60);
    private static int s_port = 20_000;

    public static void Ping(Namespace from, string to, params string[] options) =>
        from.Exec("ping", ["-c", "3", "-i", "0.1", "-W", "10", .. options, to]).Succeeds();

    /// <summary>Waits for the first answer: neighbours must be resolved and addresses learned.</summary>
    public static void WarmUp(Namespace from, string to) =>
        Eventually.True(
            () => from.Exec("ping", "-c", "1", "-W", "1", to).ExitCode == 0, $"{to} does not answer {from} at all", s_warmUpLimit);

    /// <summary>Returns when everything sent before has passed or was dropped: a ping waits behind it in every queue.</summary>
    public static void Passed(Namespace from, Container to) => Ping(from, to.Ipv4, "-c", "1");

    /// <summary>Sends random bytes through TCP with socat; the hashes at both ends must be the same.</summary>
    public static void SendFile(Namespace from, Namespace to, string address, int bytes)
    {
        (string family, string host) = address.Contains(':') ? ("TCP6", $"[{address}]") : ("TCP4", address);
        using var source = TemporaryFile.WithRandomBytes(bytes);
        using var target = TemporaryFile.Empty();
        int port = NextPort();
        using RunningCommand server =
            to.Serve(port, "socat", "-u", $"{family}-LISTEN:{port},reuseaddr", $"OPEN:{target.Path},wronly,trunc");
        from.Exec(
            TransferLimit(bytes), "socat", "-u", $"OPEN:{source.Path},rdonly", $"{family}:{host}:{port},connect-timeout=60").Succeeds();
        server.Ends().Succeeds();
        Assert.Equal(bytes, new FileInfo(target.Path).Length);
        Assert.Equal(source.Hash(), target.Hash());
    }

    /// <summary>Ten megabytes a second, even on the slowest wire.</summary>
    private static TimeSpan TransferLimit(int bytes) => TimeSpan.FromSeconds(60 + bytes / (10 * Megabyte));

    /// <summary>Two seconds of iperf3; returns bits per second as the receiver saw them.</summary>
    public static double Iperf(Namespace from, Namespace to, string address, params string[] options)
    {
        int port = NextPort();
        using RunningCommand server = to.Serve(port, "iperf3", "-s", "-1", "-p", $"{port}");
        CommandResult result = from.Exec("iperf3", ["-c", address, "-p", $"{port}", "-t", "2", "-J", .. options]).Succeeds();
        server.Ends().Succeeds();
        double received = JsonNode.Parse(result.Output)!["end"]!["sum_received"]!["bits_per_second"]!.GetValue<double>();
        Assert.True(received > 0, result.ToString());
        return received;
    }

    /// <summary>Sends UDP datagrams of every size; compares the echoes.</summary>
    public static void EchoDatagrams(Namespace from, Namespace to, string address, int first = 1, int last = 1400)
    {
        int port = NextPort();
        using RunningCommand server = to.StartScript("udp_echo_server.py", $"{port}").Says("ready");
        from.Script("udp_echo_client.py", null, address, $"{port}", $"{first}", $"{last}").Succeeds();
    }

    /// <summary>Sends raw Ethernet frames on a device.</summary>
    public static void SendFrames(Namespace from, string device, IEnumerable<byte[]> frames) =>
        from.Script("send_frames.py", string.Join('\n', frames.Select(Convert.ToHexString)), device).Succeeds();

    /// <summary>A counter of a namespace's UDP sockets: a name in the Udp lines of /proc/net/snmp.</summary>
    public static long UdpCount(Namespace at, string name)
    {
        string[][] udp =
        [
            .. at.Exec("cat", "/proc/net/snmp").Succeeds().Lines
                .Where(line => line.StartsWith("Udp: ", StringComparison.Ordinal)).Select(line => line.Split(' ')),
        ];
        return long.Parse(udp[1][Array.IndexOf(udp[0], name)], CultureInfo.InvariantCulture);
    }

    /// <summary>A port that no tshark dissector knows, and that no server of an earlier test has in TIME_WAIT.</summary>
    public static int NextPort() => Interlocked.Increment(ref s_port);
}
