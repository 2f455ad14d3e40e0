using System.Globalization;
using Falcon.Api;
using Falcon.Api.Catalogue;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>Every drop with its reason, the most frequent first, and what it means where there is room.</summary>
internal static class DropSection
{
    private const int ScreenWidth = 80, Indentation = 2, Gap = 2;

    /// <summary>In less room a meaning would be cut to nothing useful.</summary>
    private const int LeastRoom = 16;

    /// <summary>The section; null when nothing was dropped.</summary>
    public static IRenderable? Build(DataplaneSnapshot now, DataplaneSnapshot? before)
    {
        (string Where, DropCount Drop)[] drops = [.. All(now).Where(d => d.Drop.Frames > 0).OrderByDescending(d => d.Drop.Frames)];
        if (drops.Length == 0) return null;
        List<Column> columns =
        [
            new("Stage", Layout.Plain, [.. drops.Select(d => d.Drop.Stage)]),
            new("Reason", Layout.Plain, [.. drops.Select(d => d.Drop.Reason)]),
            new("Where", Layout.Plain, [.. drops.Select(d => d.Where)]),
            new(">Frames", Layout.Plain, [.. drops.Select(d => Text.Count(d.Drop.Frames))]),
        ];
        if (before is not null) columns.Add(New(drops, before));
        int room = ScreenWidth - Indentation - columns.Sum(column => column.Width + Gap);
        if (room >= LeastRoom) columns.Add(new("Meaning", Layout.Dim, [.. drops.Select(d => Meaning(d.Drop, room))]));

        Table table = Layout.Table([.. columns.Select(column => column.Header)]);
        for (int row = 0; row < drops.Length; row++) table.AddRow([.. columns.Select(column => column.Style(column.Cells[row]))]);
        return Layout.Section(
            "Drops", table, new Markup(Layout.Dim("falcon explain REASON says what causes a drop and what to do about it")));
    }

    private static Column New((string Where, DropCount Drop)[] drops, DataplaneSnapshot before)
    {
        var old = All(before).ToDictionary(Key, d => d.Drop.Frames);
        return new(">New", Layout.Alarm, [.. drops.Select(d => Text.Count(d.Drop.Frames - old.GetValueOrDefault(Key(d))))]);
    }

    private static string Meaning(DropCount drop, int room) => Text.Cut(DropCatalogue.Find(drop.Stage, drop.Reason)?.Meaning ?? "", room);

    private static (string, string, string) Key((string Where, DropCount Drop) d) => (d.Where, d.Drop.Stage, d.Drop.Reason);

    private static IEnumerable<(string Where, DropCount Drop)> All(DataplaneSnapshot snapshot) =>
        snapshot.Drops.Select(d => ("uplink", d))
            .Concat(snapshot.Overlays.SelectMany(o => o.Drops.Select(d => ("VNI " + o.Vni.ToString(CultureInfo.InvariantCulture), d))))
            .Concat(snapshot.Ports.SelectMany(p => p.Drops.Select(d => ("port " + p.Name, d))));

    private sealed record Column(string Header, Func<string, string> Style, string[] Cells)
    {
        public int Width => Cells.Append(Header.TrimStart('>')).Max(text => text.Length);
    }
}
