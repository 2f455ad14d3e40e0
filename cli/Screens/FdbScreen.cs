using System.Globalization;
using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>The forwarding table.</summary>
public static class FdbScreen
{
    /// <summary>Builds the screen, ordered by overlay and address.</summary>
    public static IRenderable Build(IReadOnlyList<FdbSnapshot> entries)
    {
        Table table = Layout.Table(">VNI", "MAC", "Behind", "Kind", ">Age");
        foreach (FdbSnapshot entry in entries.OrderBy(e => e.Vni).ThenBy(e => e.Mac, StringComparer.Ordinal))
        {
            table.AddRow(
                entry.Vni.ToString(CultureInfo.InvariantCulture), Layout.Plain(entry.Mac), Layout.Plain(entry.Target),
                entry.Static ? "[deepskyblue1]static[/]" : "learned", entry.Static ? Layout.Dim("—") : $"{entry.AgeSeconds} s");
        }

        return entries.Count == 0
            ? new Markup("The forwarding table is empty: nothing was learned yet and no entry is configured.\n")
            : Layout.Section("Forwarding table", table);
    }
}
