using System.Globalization;
using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>Uplinks and tunnel end points.</summary>
internal static class UnderlaySections
{
    public static IRenderable Uplinks(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds)
    {
        List<IRenderable> content = [Layout.Fitting(narrow => UplinkTable(now, before, seconds, narrow))];
        foreach (UplinkSnapshot uplink in now.Uplinks.DistinctBy(u => u.Device))
        {
            if (!uplink.Up) content.Add(new Markup($"[red]{Layout.Plain($"{uplink.Device} is down: {uplink.DownReason}")}[/]"));
            content.AddRange(Remarks(uplink).Select(remark => new Markup(Layout.Dim(remark))));
        }

        return Layout.Section("Uplinks", [.. content]);
    }

    /// <summary>The narrow form adds up the three reasons why frames were lost on their way in.</summary>
    private static Table UplinkTable(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds, bool narrow)
    {
        string[] lost = narrow ? [">Lost"] : [">Ring full", ">Fill empty", ">Kernel drops"];
        Table table = Layout.Table(["Device", ">Queue", "Mode", ">RX", ">TX", .. lost]);
        foreach (UplinkSnapshot uplink in now.Uplinks)
        {
            UplinkSnapshot? old = before?.Uplinks.FirstOrDefault(u => u.Device == uplink.Device && u.Queue == uplink.Queue);
            long[] losses = [uplink.RxRingFull, uplink.FillRingEmpty, uplink.KernelDrops];
            table.AddRow([
                Layout.Name(uplink.Device, narrow), uplink.Queue.ToString(CultureInfo.InvariantCulture), Layout.Plain(uplink.Mode),
                Traffic.Cell(uplink.RxFrames, uplink.RxBytes, old is null ? null : (old.RxFrames, old.RxBytes), seconds),
                Traffic.Cell(uplink.TxFrames, uplink.TxBytes, old is null ? null : (old.TxFrames, old.TxBytes), seconds),
                .. narrow ? [Layout.Alarm(losses.Sum())] : losses.Select(Layout.Alarm)]);
        }

        return table;
    }

    private static IEnumerable<string> Remarks(UplinkSnapshot uplink)
    {
        if (uplink.AttachReason.Length > 0) yield return $"{uplink.Device} is attached at {uplink.Attach}: {uplink.AttachReason}";
        if (uplink.TrainsFault.Length > 0) yield return $"{uplink.Device} gives the kernel path single frames: {uplink.TrainsFault}";
        if (uplink.Transmit == "packet") yield return $"{uplink.Device} sends by packet sockets";
        if (uplink.DeviceDrops > 0) yield return $"{uplink.Device} dropped {Text.Count(uplink.DeviceDrops)} frames on their way out";
        if (uplink.DivertDrops > 0) yield return $"{uplink.Device} lost {Text.Count(uplink.DivertDrops)} frames on their way to the engine";
        if (uplink.ModeReason.Length > 0) yield return $"{uplink.Device} in {uplink.Mode} mode: {uplink.ModeReason}";
    }

    public static IRenderable Vteps(IReadOnlyList<VtepSnapshot> vteps)
    {
        Table table = Layout.Table("Address", "State", "Uplink", "Next hop");
        foreach (VtepSnapshot vtep in vteps)
        {
            table.AddRow(
                Layout.Plain(vtep.Address), State(vtep), OrDash(vtep.Device),
                    vtep.Local ? Layout.Dim("this host") : OrDash(vtep.NextHopMac));
        }

        return Layout.Section("VTEPs", [table, .. vteps.Where(vtep => vtep.LoopedFrames > 0).Select(LoopedRemark)]);
    }

    private static Markup LoopedRemark(VtepSnapshot vtep) =>
        new(Layout.Dim($"{vtep.Address} sent {Text.Count(vtep.LoopedFrames)} frames with the MAC address of a port of this host"));

    private static string State(VtepSnapshot vtep) => vtep.State switch
    {
        "local" => "[deepskyblue1]local[/]",
        "reachable" => "[green]reachable[/]",
        var other => $"[red]{Layout.Plain(other)}[/]",
    };

    private static string OrDash(string text) => text.Length == 0 ? Layout.Dim("—") : Layout.Plain(text);
}
