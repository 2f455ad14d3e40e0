using System.Globalization;
using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>Overlays and the containers attached to them.</summary>
internal static class OverlaySections
{
    public static IRenderable Overlays(DataplaneSnapshot now)
    {
        Table table = Layout.Table(">VNI", ">MTU", "Peers", "Ports", ">Dropped");
        foreach (OverlaySnapshot overlay in now.Overlays)
            table.AddRow(
                overlay.Vni.ToString(CultureInfo.InvariantCulture), overlay.Mtu.ToString(CultureInfo.InvariantCulture),
                Names(overlay.Peers), Names(overlay.Ports), Layout.Alarm(overlay.Drops.Sum(d => d.Frames)));
        IEnumerable<IRenderable> limits = now.Overlays.Select(overlay => Limits(overlay, now)).OfType<IRenderable>();
        return Layout.Section("Overlays", [table, .. limits]);
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

    /// <summary>
    /// How much of its share of the forwarding table an overlay uses, and what its limits have cost; null when that is nothing.
    /// </summary>
    private static Markup? Limits(OverlaySnapshot overlay, DataplaneSnapshot now)
    {
        MacUseSnapshot macs = overlay.Macs;
        IEnumerable<DropCount> drops =
            now.Ports.Where(port => port.Vni == overlay.Vni).SelectMany(port => port.Drops).Concat(overlay.Drops);
        long storm = drops.Where(drop => drop is { Stage: "bridge", Reason: "storm" }).Sum(drop => drop.Frames);
        return macs is { Learned: 0, Replaced: 0 } && storm == 0
            ? null
            : new Markup(
                $"VNI {overlay.Vni}: {Text.Count(macs.Learned)} of {Text.Count(macs.Limit)} MACs, "
                + $"{Layout.Alarm(macs.Replaced)} replaced, {Layout.Alarm(storm)} storm drops");
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? Layout.Dim("none") : Layout.Plain(string.Join(", ", names));
}
