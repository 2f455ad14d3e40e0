using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>What stays in the kernel, beside the engine's frames, which the other tables have.</summary>
internal static class KernelPathSection
{
    private const int MostReasons = 2;

    /// <summary>The section; null where the engine carries everything, as it should.</summary>
    public static IRenderable? Build(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds)
    {
        if (now.KernelPathFault.Length > 0)
            return Layout.Section("Kernel path", new Markup($"[red]{Layout.Plain($"none: {now.KernelPathFault.Split('\n')[0]}")}[/]"));
        if (now.KernelPath is not { } path) return null;
        return Layout.Section(
            "Kernel path", [Layout.Fitting(narrow => PathTable(now, path, before, seconds, narrow)), .. Refused(path.RefusedAddresses)]);
    }

    private static IEnumerable<Markup> Refused(int addresses)
    {
        if (addresses == 0) yield break;
        yield return new Markup($"[yellow]Its tables are full: {Text.Count(addresses)} MAC addresses are the engine's[/]");
    }

    private static Table PathTable(DataplaneSnapshot now, KernelPathSnapshot path, DataplaneSnapshot? before, double seconds, bool narrow)
    {
        Table table = Layout.Table("", ">RX", ">TX", ">To the engine", "Why");
        foreach (PortSnapshot port in now.Ports.Where(port => port.KernelPath is not null))
        {
            PathSnapshot? old = before?.Ports.FirstOrDefault(p => p.Name == port.Name)?.KernelPath;
            table.AddRow(Row($"port {Layout.Name(port.Name, narrow)}", port.KernelPath!, old, seconds, narrow));
        }

        table.AddRow(Row("wire", path.Wire, before?.KernelPath?.Wire, seconds, narrow));
        return table;
    }

    private static string[] Row(string name, PathSnapshot path, PathSnapshot? old, double seconds, bool narrow)
    {
        PathMissCount[] missed =
        [
            .. path.Missed.Select(miss => Since(miss, old)).Where(miss => miss.Frames > 0).OrderByDescending(miss => miss.Frames),
        ];
        IEnumerable<string> reasons = missed.Take(narrow ? 1 : MostReasons)
            .Select(miss => narrow ? miss.Reason : $"{miss.Reason} {Text.Count(miss.Frames)}");
        return
        [
            name,
            Traffic.Cell(path.RxFrames, path.RxBytes, old is null ? null : (old.RxFrames, old.RxBytes), seconds),
            Traffic.Cell(path.TxFrames, path.TxBytes, old is null ? null : (old.TxFrames, old.TxBytes), seconds),
            Text.Count(missed.Sum(miss => miss.Frames)),
            Layout.Dim(string.Join(", ", reasons)),
        ];
    }

    /// <summary>What a reason has cost since an earlier reading.</summary>
    private static PathMissCount Since(PathMissCount now, PathSnapshot? old) =>
        now with { Frames = now.Frames - (old?.Missed.FirstOrDefault(before => before.Reason == now.Reason)?.Frames ?? 0) };
}
