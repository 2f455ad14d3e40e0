using System.Globalization;
using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>Every drop with its reason, the most frequent first.</summary>
internal static class DropSection
{
    /// <summary>The section; null when nothing was dropped.</summary>
    public static IRenderable? Build(DataplaneSnapshot now, DataplaneSnapshot? before)
    {
        Dictionary<(string, string, string), long> old = before is null ? [] : All(before).ToDictionary(Key, d => d.Drop.Frames);
        string[] columns = ["Stage", "Reason", "Where", ">Frames"];
        Table table = Layout.Table(before is null ? columns : [.. columns, ">New"]);
        foreach ((string where, DropCount drop) in All(now).Where(d => d.Drop.Frames > 0).OrderByDescending(d => d.Drop.Frames))
        {
            List<string> cells = [Layout.Plain(drop.Stage), Layout.Plain(drop.Reason), Layout.Plain(where), Text.Count(drop.Frames)];
            if (before is not null) cells.Add(Layout.Alarm(drop.Frames - old.GetValueOrDefault(Key((where, drop)))));
            table.AddRow([.. cells]);
        }
        return table.Rows.Count == 0 ? null : Layout.Section("Drops", table);
    }

    private static (string, string, string) Key((string Where, DropCount Drop) d) => (d.Where, d.Drop.Stage, d.Drop.Reason);

    private static IEnumerable<(string Where, DropCount Drop)> All(DataplaneSnapshot snapshot) =>
        snapshot.Drops.Select(d => ("uplink", d))
            .Concat(snapshot.Overlays.SelectMany(o => o.Drops.Select(d => ("VNI " + o.Vni.ToString(CultureInfo.InvariantCulture), d))))
            .Concat(snapshot.Ports.SelectMany(p => p.Drops.Select(d => ("port " + p.Name, d))));
}
