using System.CommandLine;
using System.Net.NetworkInformation;
using Falcon.Cli.Screens;
using Falcon.Control.Daemon;
using Falcon.Pktgen;
using Falcon.Xsk.Links;
using Falcon.Xsk.Threads;

namespace Falcon.Cli.Pktgen;

/// <summary>One run of the generator: checks the device, sends, and compares what was handed over with what the device counted.</summary>
internal static class PktgenRun
{
    private const double KeptRate = 0.98;
    private static readonly PhysicalAddress s_innerSource = PhysicalAddress.Parse("02:00:00:00:fa:1c");

    /// <summary>Sends and prints.</summary>
    /// <exception cref="PktgenException">An argument does not fit the device, or the device took nothing.</exception>
    public static void Execute(PktgenOptions options, InvocationConfiguration io, CancellationToken stop)
    {
        using NetworkNamespace netns = options.Netns is { } name ? NetworkNamespace.Open(name) : NetworkNamespace.Current();
        GeneratorReport report = netns.Run(() => Send(options, stop));
        GeneratorScreen.Print(report, io.Output, options.Json);
        if (report.Achieved < KeptRate && !stop.IsCancellationRequested)
            io.Error.WriteLine($"falcon: the asked rate was not kept: {report.Achieved:P1} of it");
    }

    private static GeneratorReport Send(PktgenOptions options, CancellationToken stop)
    {
        LinkInfo link = FindLink(options.Device);
        FrameTemplate template = Template(options, link);
        if (options.Cpu is { } cpu)
            ThreadAffinity.Pin(cpu);

        var generatorOptions = new GeneratorOptions
        {
            IfIndex = link.IfIndex,
            Template = template,
            Flows = options.Flows,
            Burst = options.Burst,
            Rate = options.Rate,
            Count = options.Count,
            Duration = options.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            BatchSize = options.Batch,
        };
        using IFrameGenerator generator = options.Xsk ? XskGenerator.Open(generatorOptions) : LiveFrameGenerator.Open(generatorOptions);
        long before = DeviceCounters.Transmitted(options.Device);
        GeneratorResult result = generator.Run(stop);
        long sent = Math.Min(result.Frames, DeviceCounters.TransmittedAtRest(options.Device) - before);
        if (sent == 0 && result.Frames > 0)
        {
            throw new PktgenException(ExitCode.Fault, $"{options.Device} took none of {result.Frames} frames. "
                + "The other end of a veth must be up and have an XDP program or GRO on (ethtool -K DEVICE gro on)");
        }

        string mode = generator is XskGenerator xsk ? $"AF_XDP, {xsk.Mode}" : "XDP live frames";
        return GeneratorReport.Of(options.Device, mode, result, sent, options.Rate);
    }

    private static LinkInfo FindLink(string device)
    {
        using var netlink = RtNetlink.Open();
        LinkInfo link = netlink.FindLink(device) ?? throw new PktgenException(ExitCode.Preflight,
            $"there is no device {device} in this network namespace; there are "
                + string.Join(", ", netlink.Links().Select(link => link.Name)));
        if (!link.Up)
            throw new PktgenException(ExitCode.Preflight, $"{device} is down: ip link set {device} up");
        if (DefaultRoute.Leaves(device))
        {
            throw new PktgenException(ExitCode.BadInput,
                $"{device} carries the default route: refusing to flood the way to the rest of the world. "
                    + "Use a device of a test network, best in a namespace of its own (--netns)");
        }

        return link;
    }

    private static FrameTemplate Template(PktgenOptions options, LinkInfo link)
    {
        if (options.Flows > ushort.MaxValue + 1 - options.FirstSourcePort)
        {
            throw new PktgenException(
                ExitCode.BadInput, $"{options.Flows} flows do not fit between source port {options.FirstSourcePort} and 65535");
        }

        var device = new PhysicalAddress(link.Mac);
        bool vxlan = options.Vni is not null;
        var specification = new FrameSpecification(
            new FrameEndpoints(options.FromMac ?? (vxlan ? s_innerSource : device), options.ToMac, options.From, options.To),
            options.Port, options.FirstSourcePort,
            vxlan ? OuterHeaders(options, device) : null,
            options.SecondMac is { } mac ? new SecondTarget(mac, options.SecondIp!, options.Flows - options.SecondFlows) : null);
        FrameTemplate template = Prepare(specification, options);
        const int Ethernet = 14;
        return template.Lengths.Longest - Ethernet <= link.Mtu ? template : throw new PktgenException(ExitCode.BadInput,
            $"frames of {template.Lengths.Longest} bytes do not fit the MTU of {link.Name}, "
                + $"{link.Mtu} bytes without the {Ethernet} of Ethernet");
    }

    private static VxlanSpecification OuterHeaders(PktgenOptions options, PhysicalAddress device) => new(
        new FrameEndpoints(device, options.OuterToMac!, options.OuterFrom!, options.OuterTo!), options.Vni!.Value, options.VxlanPort);

    private static FrameTemplate Prepare(FrameSpecification specification, PktgenOptions options)
    {
        try
        {
            return new FrameTemplate(specification, shortest => options.Imix
                ? FrameLengths.Imix(shortest)
                : FrameLengths.Fixed(shortest - PayloadHeader.Size + options.Size));
        }
        catch (ArgumentException e)
        {
            throw new PktgenException(ExitCode.BadInput, e.Message);
        }
    }
}
