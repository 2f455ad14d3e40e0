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
        IEnumerable<IRenderable> limits = now.Overlays.Select(overlay => Limits(overlay, now)).OfType<IRenderable>();
        return Layout.Section("Overlays", [Layout.Fitting(narrow => OverlayTable(now, narrow)), .. limits]);
    }

    public static IRenderable Ports(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds)
    {
        if (now.Ports.Count == 0) return Layout.Section("Ports", new Markup(Layout.Dim("none")));
        IEnumerable<IRenderable> down = now.Ports.Where(port => !port.Up).Select(port =>
            new Markup($"[red]{Layout.Plain(port.Name)} is down:[/] {Layout.Plain(port.DownReason)}"));
        return Layout.Section("Ports", [Layout.Fitting(narrow => PortTable(now, before, seconds, narrow)), .. down]);
    }

    private static Table OverlayTable(DataplaneSnapshot now, bool narrow)
    {
        Table table = Layout.Table(">VNI", ">MTU", "Peers", "Ports", ">Dropped");
        foreach (OverlaySnapshot overlay in now.Overlays)
        {
            table.AddRow(
                overlay.Vni.ToString(CultureInfo.InvariantCulture), overlay.Mtu.ToString(CultureInfo.InvariantCulture),
                Layout.Names(overlay.Peers, narrow), Layout.Names(overlay.Ports, narrow), Layout.Alarm(overlay.Drops.Sum(d => d.Frames)));
        }

        return table;
    }

    /// <summary>In the narrow form without what does not change: the container and its address, which <c>--json</c> has.</summary>
    private static Table PortTable(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds, bool narrow)
    {
        string[] where = narrow ? [] : ["Container", "MAC"];
        Table table = Layout.Table(["Port", ">VNI", .. where, ">RX", ">TX", ">Dropped"]);
        foreach (PortSnapshot port in now.Ports)
        {
            PortSnapshot? old = before?.Ports.FirstOrDefault(p => p.Name == port.Name);
            where = narrow ? [] : [$"{Layout.Plain(port.Netns)} {Layout.Dim(port.Device)}", Layout.Plain(port.Mac)];
            table.AddRow([
                $"{Layout.Mark(port.Up)} {Layout.Name(port.Name, narrow)}", port.Vni.ToString(CultureInfo.InvariantCulture), .. where,
                Traffic.Cell(port.RxFrames, port.RxBytes, old is null ? null : (old.RxFrames, old.RxBytes), seconds),
                Traffic.Cell(port.TxFrames, port.TxBytes, old is null ? null : (old.TxFrames, old.TxBytes), seconds),
                Layout.Alarm(port.Drops.Sum(d => d.Frames))]);
        }

        return table;
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
}
