using System.Globalization;
using Falcon.Engine.Snapshots;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>Overlays and the containers attached to them.</summary>
internal static class OverlaySections
{
    public static IRenderable Overlays(IReadOnlyList<OverlaySnapshot> overlays)
    {
        Table table = Layout.Table(">VNI", ">MTU", "Peers", "Ports", ">Dropped");
        foreach (OverlaySnapshot overlay in overlays)
            table.AddRow(
                overlay.Vni.ToString(CultureInfo.InvariantCulture), overlay.Mtu.ToString(CultureInfo.InvariantCulture),
                Names(overlay.Peers), Names(overlay.Ports), Layout.Alarm(overlay.Drops.Sum(d => d.Frames)));
        return Layout.Section("Overlays", table);
    }

    public static IRenderable Ports(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds)
    {
        Table table = Layout.Table("Port", ">VNI", "Container", "MAC", ">RX", ">TX", ">Dropped");
        List<IRenderable> content = [table];
        foreach (PortSnapshot port in now.Ports)
        {
            PortSnapshot? old = before?.Ports.FirstOrDefault(p => p.Name == port.Name);
            table.AddRow(
                $"{Layout.Mark(port.Up)} {Layout.Plain(port.Name)}", port.Vni.ToString(CultureInfo.InvariantCulture),
                $"{Layout.Plain(port.Netns)} {Layout.Dim(port.Device)}", Layout.Plain(port.Mac),
                Traffic.Cell(port.RxFrames, port.RxBytes, old is null ? null : (old.RxFrames, old.RxBytes), seconds),
                Traffic.Cell(port.TxFrames, port.TxBytes, old is null ? null : (old.TxFrames, old.TxBytes), seconds),
                Layout.Alarm(port.Drops.Sum(d => d.Frames)));
        }
        if (now.Ports.Count == 0) content = [new Markup(Layout.Dim("none"))];
        foreach (PortSnapshot port in now.Ports.Where(p => !p.Up))
            content.Add(new Markup($"[red]{Layout.Plain(port.Name)} is down:[/] {Layout.Plain(port.DownReason)}"));
        return Layout.Section("Ports", [.. content]);
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? Layout.Dim("none") : Layout.Plain(string.Join(", ", names));
}
