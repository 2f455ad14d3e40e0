using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.NetworkInformation;
using static Falcon.Cli.Pktgen.Arguments;

namespace Falcon.Cli.Pktgen;

/// <summary>
/// <c>falcon pktgen</c>: sends UDP frames, plain or in VXLAN, at full speed or evenly paced, and reports what it really sent.
/// </summary>
internal static class PktgenCommand
{
    private const int MaxFlows = 64512; // source ports from 1024 on

    /// <summary>The command with its options, <c>sink</c> below it.</summary>
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "Device that sends.", Required = true };
        Option<string?> netns = Netns();
        Option<PhysicalAddress?> toMac = Mac("--to-mac", "Ethernet destination (of the inner frame).", required: true);
        Option<PhysicalAddress?> fromMac =
            Mac("--from-mac", "Ethernet source (of the inner frame); default: the device's, in VXLAN 02:00:00:00:fa:1c.");
        Option<IPAddress?> from = Address("--from-ip", "IP source (of the inner frame), IPv4 or IPv6.", required: true);
        Option<IPAddress?> to = Address("--to-ip", "IP destination (of the inner frame).", required: true);
        Option<ushort> port = Number<ushort>("--port", "UDP destination port.", 1, ushort.MaxValue, 9);
        Option<ushort> sourcePort =
            Number<ushort>("--source-port", "UDP source port of the first flow; each flow has one of its own.", 1, ushort.MaxValue, 1024);
        Option<uint?> vni = Number<uint?>("--vxlan-vni", "Send VXLAN frames of this overlay.", 0, 0xFFFFFF, null);
        Option<ushort> vxlanPort = Number<ushort>("--vxlan-port", "Outer UDP destination port.", 1, ushort.MaxValue, 4789);
        Option<PhysicalAddress?> outerToMac = Mac("--outer-to-mac", "Outer Ethernet destination.");
        Option<IPAddress?> outerFrom = Address("--outer-from", "Outer IP source.");
        Option<IPAddress?> outerTo = Address("--outer-to", "Outer IP destination.");
        Option<int> flows = Number("--flows", "Number of flows.", 1, MaxFlows, 1);
        Option<PhysicalAddress?> secondMac = Mac("--second-mac", "Ethernet destination of the flows that go to a second target.");
        Option<IPAddress?> secondIp = Address("--second-ip", "IP destination of those flows.");
        Option<int> secondFlows =
            Number("--second-flows", "How many of the flows, the last ones, go to the second target.", 1, MaxFlows - 1, 1);
        Option<int> burst = Number("--burst", "Frames of one flow in a row.", 1, 1 << 20, 1);
        Option<int> size = Number("--size", "UDP payload in bytes.", 18, 3000, 18);
        var imix = new Option<bool>("--imix") { Description = "Frames of 64, 570 and 1,518 bytes on the wire, 7 : 4 : 1." };
        Option<double?> rate =
            Number<double?>("--rate", "Frames per second, evenly paced; default: as fast as possible.", 1, 100_000_000, null);
        Option<double?> seconds = Number<double?>("--seconds", "How long; default: until Ctrl-C.", 0.001, 1_000_000, null);
        Option<long?> count = Number<long?>("--count", "How many frames.", 1, long.MaxValue, null);
        Option<int?> cpu = Number<int?>("--cpu", "CPU to run on.", 0, 8191, null);
        Option<int> batch = Number("--batch", "Frames that the kernel runs together at full speed.", 16, 256, 64);
        var xsk = new Option<bool>("--xsk") { Description = "Send through an AF_XDP socket instead of XDP live frames." };
        Option<bool> json = Json();

        var command = new Command("pktgen", "Sends UDP frames out of a device, plain or in VXLAN; prints what it really sent.")
        {
            device, netns, toMac, fromMac, from, to, port, sourcePort, vni, vxlanPort, outerToMac, outerFrom, outerTo,
            flows, secondMac, secondIp, secondFlows, burst, size, imix, rate, seconds, count, cpu, batch, xsk, json,
        };
        command.Validators.Add(result =>
        {
            Together(result, vni, [outerToMac, outerFrom, outerTo]);
            Together(result, secondMac, [secondIp]);
            if (IsGiven(result, secondFlows) && !IsGiven(result, secondMac))
                result.AddError($"{secondFlows.Name} makes sense only with {secondMac.Name}");
            (int second, int all) = (NumberOf(result, secondFlows), NumberOf(result, flows));
            if (IsGiven(result, secondMac) && second >= all)
                result.AddError($"{secondFlows.Name} {second}: must be less than {flows.Name}, which is {all}");
            if (IsGiven(result, size) && result.GetValue(imix))
                result.AddError($"{size.Name} and {imix.Name} exclude each other");
        });
        command.SetAction((parsed, stop) => RunAsync(parsed, () => PktgenRun.Execute(new PktgenOptions
        {
            Device = parsed.GetRequiredValue(device),
            Netns = parsed.GetValue(netns),
            FromMac = parsed.GetValue(fromMac),
            ToMac = parsed.GetRequiredValue(toMac)!,
            From = parsed.GetRequiredValue(from)!,
            To = parsed.GetRequiredValue(to)!,
            Port = parsed.GetValue(port),
            FirstSourcePort = parsed.GetValue(sourcePort),
            Vni = parsed.GetValue(vni),
            VxlanPort = parsed.GetValue(vxlanPort),
            OuterToMac = parsed.GetValue(outerToMac),
            OuterFrom = parsed.GetValue(outerFrom),
            OuterTo = parsed.GetValue(outerTo),
            Flows = parsed.GetValue(flows),
            SecondMac = parsed.GetValue(secondMac),
            SecondIp = parsed.GetValue(secondIp),
            SecondFlows = parsed.GetValue(secondFlows),
            Burst = parsed.GetValue(burst),
            Size = parsed.GetValue(size),
            Imix = parsed.GetValue(imix),
            Rate = parsed.GetValue(rate),
            Seconds = parsed.GetValue(seconds),
            Count = parsed.GetValue(count),
            Cpu = parsed.GetValue(cpu),
            Batch = parsed.GetValue(batch),
            Xsk = parsed.GetValue(xsk),
            Json = parsed.GetValue(json),
        }, parsed.InvocationConfiguration, stop)));
        command.Add(SinkCommand.Create());
        return command;
    }

    /// <summary>The other options are needed with the first one and make no sense without it.</summary>
    private static void Together(CommandResult result, Option first, Option[] others)
    {
        foreach (Option option in others)
        {
            if (IsGiven(result, first) && !IsGiven(result, option))
                result.AddError($"{option.Name} is needed with {first.Name}");
            else if (IsGiven(result, option) && !IsGiven(result, first))
                result.AddError($"{option.Name} makes sense only with {first.Name}");
        }
    }

    /// <summary>The given value, else 1, the default of both options: defaults are not set while a command line is checked.</summary>
    private static int NumberOf(CommandResult result, Option<int> option) => IsGiven(result, option) ? result.GetValue(option) : 1;

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
