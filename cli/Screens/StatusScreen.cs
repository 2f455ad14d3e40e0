using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>
/// The state of the daemon, what is asked for most first: the containers, what was lost, the tunnels, the wire, what it cost.
/// </summary>
public static class StatusScreen
{
    /// <summary>Builds the screen; in full some 110 columns wide, and readable on 80.</summary>
    /// <param name="now">What to show.</param>
    /// <param name="before">An earlier reading; with it traffic is shown as rates between the two.</param>
    public static IRenderable Build(DataplaneSnapshot now, DataplaneSnapshot? before = null)
    {
        ArgumentNullException.ThrowIfNull(now);
        double seconds = before is null ? 0 : now.UptimeSeconds - before.UptimeSeconds;
        List<IRenderable> sections =
        [
            new Padder(new Markup(Headline(now) + TableFull(now)), new Padding(0, 0, 0, 1)),
            OverlaySections.Ports(now, before, seconds),
        ];
        if (KernelPathSection.Build(now, before, seconds) is { } path) sections.Add(path);
        if (BudgetSection.Build(now, before, seconds) is { } budgets) sections.Add(budgets);
        if (DropSection.Build(now, before) is { } drops) sections.Add(drops);
        sections.Add(OverlaySections.Overlays(now));
        sections.Add(UnderlaySections.Vteps(now.Vteps));
        sections.Add(UnderlaySections.Uplinks(now, before, seconds));
        sections.Add(WorkerSections.Workers(now, before, seconds));
        sections.Add(WorkerSections.FramePool(now.FramePool));
        return new Rows(sections);
    }

    private static string Headline(DataplaneSnapshot now) =>
        $"[bold]falcon[/] {Layout.Plain(now.Version)} [grey]·[/] up {Text.Time(now.UptimeSeconds)} [grey]·[/] "
        + $"{now.PortLane} lane [grey]·[/] "
        + $"{Plural(now.Overlays.Count, "overlay", "overlays")} [grey]·[/] {Plural(now.Ports.Count, "port", "ports")} [grey]·[/] "
        + Plural(now.FdbEntries, "fdb entry", "fdb entries");

    private static string TableFull(DataplaneSnapshot now) => now.FdbLearnRejected == 0
        ? ""
        : $"\n[red]The forwarding table was full: {Plural(now.FdbLearnRejected, "address was", "addresses were")} not learned; "
            + "raise fdb-capacity[/]";

    private static string Plural(long count, string one, string many) => $"{Text.Count(count)} {(count == 1 ? one : many)}";
}
