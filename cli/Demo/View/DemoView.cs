using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Demo;

/// <summary>Draws the demo: the two hosts and the wire, the stages, the steps.</summary>
internal static class DemoView
{
    private const int HostWidth = 33;

    /// <summary>The view of the current progress.</summary>
    public static IRenderable Render(DemoProgress progress)
    {
        List<IRenderable> parts = [];
        if (progress.Topology is { } topology)
            parts.Add(Diagram(topology, progress.Flow));
        if (progress.Flow.Stages.Count > 0)
            parts.Add(Stages(progress.Flow));
        parts.Add(Steps(progress.Steps));
        return new Rows(parts);
    }

    private static Grid Diagram(Topology topology, DemoFlow flow)
    {
        Grid grid = new Grid().AddColumn().AddColumn(new GridColumn().Alignment(Justify.Center)).AddColumn();
        return grid.AddRow(Host(topology, topology.Hosts[0]), Wire(topology, flow), Host(topology, topology.Hosts[1]));
    }

    private static Panel Host(Topology topology, LabHost host)
    {
        LabContainer container = topology.ContainerOf(host);
        string carrier = host.Kind == "falcon" ? "[bold aqua]Falcon[/]  AF_XDP" : "[bold]Linux[/]  vxlan + bridge";
        var inside = new Panel(new Markup($"{container.Ipv4}\n{container.Ipv6}"))
        {
            Header = new PanelHeader($"container {container.Name}"),
            Border = BoxBorder.Rounded,
        };
        return new Panel(new Rows(inside, new Markup($"eth0 ── {carrier}"), new Markup($"{host.Device} ── {host.Address}")))
        {
            Header = new PanelHeader($"host {host.Name}"),
            Border = BoxBorder.Heavy,
            Width = HostWidth,
        };
    }

    private static Markup Wire(Topology topology, DemoFlow flow) => new(
        $"\n\nVXLAN, VNI {topology.Containers[0].Vni}\n\n[green]──▶[/] {Number(flow.TxFramesPerSecond)} frames/s\n"
        + $"[green]◀──[/] {Number(flow.RxFramesPerSecond)} frames/s");

    private static Table Stages(DemoFlow flow)
    {
        Table table = new Table { Border = TableBorder.Simple }
            .AddColumn("stage").AddColumn(Right("frames")).AddColumn(Right("frames/s"))
            .AddColumn(Right("at most")).AddColumn(Right("ns per frame"));
        foreach (StageFlow stage in flow.Stages)
        {
            table.AddRow(new Text(stage.Stage), new Text(Number(stage.Frames)), new Text(Number(stage.FramesPerSecond)),
                new Text(Number(stage.PeakFramesPerSecond)), new Text(Number(stage.NanosecondsPerFrame)));
        }
        return table.AddRow(new Text("dropped"), new Text(Number(flow.Drops)));
    }

    private static Grid Steps(IReadOnlyList<DemoStep> steps)
    {
        Grid grid = new Grid().AddColumn().AddColumn().AddColumn();
        foreach (DemoStep step in steps)
            grid.AddRow(new Markup(Mark(step.State)), new Text(step.Title), new Text(step.Figure));
        return grid;
    }

    private static string Mark(StepState state) => state switch
    {
        StepState.Passed => "[green]✓[/]",
        StepState.Failed => "[red]✗[/]",
        StepState.Running => "[yellow]▸[/]",
        _ => "[grey]·[/]",
    };

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
