using System.Globalization;

namespace Falcon.Cli.Demo;

/// <summary>The traffic between containers. Each method returns the figure to show.</summary>
internal sealed class DemoTraffic(Topology topology, int seconds)
{
    private const int PingCount = 5;
    private const int ReplyLimitSeconds = 2;
    private const string UdpRate = "20M";
    private const int UdpPayload = 1200;

    // Datagrams may be lost where two hosts, two containers and iperf3 share two CPUs with other work.
    private const double UdpLossLimit = 0.1;

    // After its connection is cut, iperf3 waits for minutes.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(15);

    /// <summary>Pings an address from a container. Every request must be answered.</summary>
    public async Task<string> PingAsync(LabContainer from, string address, CancellationToken cancel)
    {
        ProcessResult result = await ExecuteAsync(from, cancel,
            "ping", "-n", "-c", $"{PingCount}", "-i", "0.2", "-W", $"{ReplyLimitSeconds}", address);
        PingResult ping = PingResult.Parse(result.Output) ?? throw new DemoException($"ping: {result.Error.Trim()}");
        return ping.Received == ping.Sent
            ? Invariant($"{ping.Received} of {ping.Sent} answered, {ping.AverageMilliseconds:0.00} ms on average")
            : throw new DemoException($"only {ping.Received} of {ping.Sent} answered");
    }

    /// <summary>Opens one TCP connection at full speed. Something must arrive.</summary>
    public async Task<string> TcpAsync(LabContainer from, LabContainer to, CancellationToken cancel)
    {
        var tcp = TcpResult.Parse(await IperfAsync(from, to, [], cancel));
        return tcp.BitsPerSecond > 0
            ? Invariant($"{tcp.BitsPerSecond / 1e9:0.00} Gbit/s, {tcp.Retransmits} retransmits")
            : throw new DemoException("connected, but no byte arrived");
    }

    /// <summary>Sends datagrams at a steady rate. Nearly all must arrive.</summary>
    public async Task<string> UdpAsync(LabContainer from, LabContainer to, CancellationToken cancel)
    {
        var udp = UdpResult.Parse(await IperfAsync(from, to, ["-u", "-b", UdpRate, "-l", $"{UdpPayload}"], cancel));
        string figure = Invariant($"{udp.DeliveredPerSecond:N0} datagrams/s of {UdpPayload} B, {udp.Loss:0.00 %} lost");
        return udp.Loss <= UdpLossLimit ? figure : throw new DemoException(figure);
    }

    private async Task<string> IperfAsync(LabContainer from, LabContainer to, string[] options, CancellationToken cancel)
    {
        using IperfServer server = await IperfServer.StartAsync(topology, to, cancel);
        ProcessResult result = await ExecuteAsync(from, cancel, ["iperf3", "-J", "-c", to.Ipv4, "-t", $"{seconds}", .. options]);
        return result.Output;
    }

    private async Task<ProcessResult> ExecuteAsync(LabContainer container, CancellationToken cancel, params string[] command)
    {
        TimeSpan limit = TimeSpan.FromSeconds(seconds) + s_grace;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        both.CancelAfter(limit);
        try
        {
            return await ProcessRunner.RunAsync(
                "ip", ["netns", "exec", container.Netns, .. command], new Dictionary<string, string>(), both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DemoException($"{command[0]} did not end within {limit.TotalSeconds:0} s: nothing gets through");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
