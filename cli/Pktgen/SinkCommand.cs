using System.CommandLine;
using System.Net;
using static Falcon.Cli.Pktgen.Arguments;

namespace Falcon.Cli.Pktgen;

/// <summary><c>falcon pktgen sink</c>: counts what arrives at a UDP port.</summary>
internal static class SinkCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string?> netns = Netns();
        Option<IPAddress?> address = Address("--address", "Address to listen on; default: all, IPv4 and IPv6.");
        Option<ushort> port = Number<ushort>("--port", "UDP port to listen on.", 1, ushort.MaxValue, 9);
        var gro = new Option<bool>("--gro") { Description = "Let the kernel hand over joined datagrams (UDP_GRO)." };
        Option<double?> seconds = Number<double?>("--seconds", "How long; default: until Ctrl-C.", 0.001, 1_000_000, null);
        Option<int?> cpu = Number<int?>("--cpu", "CPU to run on.", 0, 8191, null);
        Option<int> buffer = Number("--buffer", "Socket buffer in bytes.", 4096, 1 << 30, 4 << 20);
        var control = new Option<string?>("--control")
        {
            Description = "Take commands, one a line, from a FIFO or from standard input (-): reset, report, stop; end of file stops.",
        };
        Option<bool> json = Json();

        var command =
            new Command("sink", "Receives UDP, counts losses, duplicates, reorderings and one-way delay of the generator's datagrams.")
        {
            netns, address, port, gro, seconds, cpu, buffer, control, json,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed, () => SinkRun.Execute(new SinkOptions
        {
            Netns = parsed.GetValue(netns),
            Address = parsed.GetValue(address) ?? IPAddress.IPv6Any,
            Port = parsed.GetValue(port),
            Gro = parsed.GetValue(gro),
            Seconds = parsed.GetValue(seconds),
            Cpu = parsed.GetValue(cpu),
            Buffer = parsed.GetValue(buffer),
            Control = parsed.GetValue(control),
            Json = parsed.GetValue(json),
        }, parsed.InvocationConfiguration, stop)));
        return command;
    }
}
