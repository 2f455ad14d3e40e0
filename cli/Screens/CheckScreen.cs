using System.Globalization;
using Falcon.Control.Configuration;
using Falcon.Control.Preflight;
using Falcon.Engine.Options;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>What <c>falcon run</c> would do with a configuration.</summary>
public static class CheckScreen
{
    /// <summary>Builds the screen.</summary>
    public static IRenderable Build(FalconConfiguration configuration, PreflightReport preflight)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(preflight);
        DataplaneOptions options = configuration.Dataplane;
        return new Rows(
            new Padder(new Markup(Verdict(configuration, preflight)), new Padding(0, 0, 0, 1)),
            Uplinks(options, preflight), Overlays(options, preflight), Ports(options), Workers(configuration, preflight),
            Kernel(preflight.Kernel));
    }

    private static string Verdict(FalconConfiguration configuration, PreflightReport preflight)
    {
        string file = Layout.Plain(configuration.File);
        return preflight.Problems.Count == 0
            ? $"[green]●[/] [bold]{file}[/] is valid and this host has all it needs.\n  [grey]falcon run[/] would do this:"
            : $"[yellow]●[/] [bold]{file}[/] is valid, but [red]{Missing(preflight.Problems.Count)}[/] on this host "
                + "(listed at the end).\n  It asks for this:";
    }

    private static string Missing(int count) => count == 1 ? "one thing is missing" : $"{count} things are missing";

    private static IRenderable Uplinks(DataplaneOptions options, PreflightReport preflight)
    {
        Table table = Layout.Table("Device", "Attach", "AF_XDP mode", "Transmit", ">MTU", ">Queues", "Addresses");
        foreach (UplinkOptions uplink in options.Uplinks)
        {
            HostLink? link = preflight.Uplinks.FirstOrDefault(u => u.Name == uplink.Device);
            table.AddRow(
                Layout.Plain(uplink.Device), Attach(uplink.Attach), Mode(uplink.Mode), Transmit(uplink.Transmit),
                Number(link?.Mtu), Number(link?.RxQueues),
                link is null ? "[red]no such device[/]" : Layout.Plain(string.Join(", ", link.Addresses)));
        }
        string vteps = preflight.LocalVteps.Count == 0 ? "none" : string.Join(", ", preflight.LocalVteps);
        string checksum = options.OuterUdpChecksum ? "outer UDP checksum on" : "outer UDP checksum off on IPv4";
        Markup tunnel = new($"local VTEP {Layout.Plain(vteps)} [grey]·[/] UDP port {options.VxlanPort} [grey]·[/] {checksum}");
        return Layout.Section("Uplinks", table, tunnel);
    }

    private static IRenderable Overlays(DataplaneOptions options, PreflightReport preflight)
    {
        Table table = Layout.Table(">VNI", ">MTU", "Path", "Learning", ">Static entries", ">Ports", "Peers");
        for (int i = 0; i < options.Overlays.Count; i++)
        {
            OverlayOptions overlay = options.Overlays[i];
            table.AddRow(
                overlay.Vni.ToString(CultureInfo.InvariantCulture), Number(preflight.Mtus[i]),
                $"{overlay.Paths}", overlay.Learning ? "on" : "off",
                Number(overlay.Fdb.Count), Number(overlay.Ports.Count), Layout.Names([.. overlay.Peers.Select(peer => $"{peer}")]));
        }
        return Layout.Section("Overlays", table);
    }

    private static IRenderable Ports(DataplaneOptions options)
    {
        Table table = Layout.Table("Port", ">VNI", "Container", "MAC", "", "Addresses");
        foreach (OverlayOptions overlay in options.Overlays)
        {
            foreach (PortOptions port in overlay.Ports)
            {
                table.AddRow(
                    Layout.Plain(port.Name), overlay.Vni.ToString(CultureInfo.InvariantCulture),
                    $"{Layout.Plain(port.Netns)} {Layout.Dim(port.Device)}",
                    port.Mac.ToString(), port.Mac == DefaultMac.For(overlay.Vni, port.Name) ? Layout.Dim("derived") : "",
                    Layout.Names([.. port.Addresses.Select(own => $"{own.Address}/{own.PrefixLength}")]));
            }
        }

        return Layout.Section("Ports", table.Rows.Count == 0 ? new Markup(Layout.Dim("none")) : table);
    }

    private static IRenderable Workers(FalconConfiguration configuration, PreflightReport preflight)
    {
        DataplaneOptions options = configuration.Dataplane;
        string lane = options.PortLane == PortLaneKind.Packet ? "one packet socket per worker for all ports" : "one AF_XDP socket per port";
        string frames = options.UmemFrames is { } umem ? $"{Text.Count(umem)} frames" : "as many frames as the sockets need";
        Table table = Layout.Table("", "");
        table.HideHeaders();
        table.AddRow(Layout.Dim("workers"), $"one on each of CPU {string.Join(", ", options.Workers)}");
        string queues = preflight.Uplinks.Count == 0 ? "?" : Number(preflight.Uplinks.Sum(u => u.RxQueues));
        table.AddRow(Layout.Dim("uplink lanes"), $"one AF_XDP socket per receive queue ({queues})");
        table.AddRow(Layout.Dim("port lane"), lane);
        table.AddRow(Layout.Dim("UMEM"), frames);
        table.AddRow(Layout.Dim("forwarding table"),
            $"{Text.Count(options.FdbCapacity)} entries, learned ones live {Text.Time(options.FdbAge.TotalSeconds)} without traffic");
        table.AddRow(Layout.Dim("admin socket"), Layout.Plain(configuration.AdminSocket));
        return Layout.Section("Engine", table);
    }

    private static IRenderable Kernel(IReadOnlyList<KernelFeature> features)
    {
        Table table = Layout.Table("", "Since", "What for");
        foreach (KernelFeature feature in features)
        {
            table.AddRow(
                $"{Layout.Mark(feature.Present)} {feature.Name}", feature.Since,
                feature.Present ? feature.Use : $"[yellow]missing:[/] {feature.Use}");
        }

        return Layout.Section("Kernel", table);
    }

    private static string Mode(UplinkMode mode) => mode switch
    {
        UplinkMode.ZeroCopy => "zero-copy",
        UplinkMode.Copy => "copy",
        UplinkMode.Skb => "skb",
        _ => "auto",
    };

    private static string Attach(UplinkAttach attach) => attach switch
    {
        UplinkAttach.Xdp => "XDP",
        UplinkAttach.Tc => "tc",
        _ => "auto",
    };

    private static string Transmit(UplinkTransmit transmit) => transmit switch
    {
        UplinkTransmit.Xsk => "AF_XDP",
        UplinkTransmit.Packet => "packet sockets",
        _ => "auto",
    };

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? Layout.Dim("?");
}
