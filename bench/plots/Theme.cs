using ScottPlot;

namespace Falcon.Bench.Plots;

/// <summary>
/// Colours of a picture. Every picture is drawn for light and for dark pages; the systems keep their colours, which both bear.
/// </summary>
/// <param name="Suffix">What the file's name ends with.</param>
/// <param name="Background">Behind everything.</param>
/// <param name="Foreground">Text and axes.</param>
/// <param name="Grid">Lines behind the data.</param>
public sealed record Theme(string Suffix, Color Background, Color Foreground, Color Grid)
{
    private static readonly Dictionary<string, Color> s_systems = new()
    {
        ["host"] = new Color("#8c8c8c"),
        ["kernel"] = new Color("#3b7dd8"),
        ["kernel-tuned"] = new Color("#6fb1e8"),
        ["ebpf"] = new Color("#e08a1e"),
        ["falcon"] = new Color("#2f9e5f"),
        ["falcon-xdp"] = new Color("#7cc46b"),
        ["falcon-2"] = new Color("#17766d"),
        ["falcon-poll"] = new Color("#b8a13a"),
        ["falcon-poll-xdp"] = new Color("#8f7a1f"),
        ["falcon-block"] = new Color("#d05a6e"),
        ["falcon-xsk"] = new Color("#6e7bd0"),
        ["falcon-engine"] = new Color("#b8a13a"),
        ["falcon-kernel"] = new Color("#8f7a1f"),
        ["falcon-budget"] = new Color("#17766d"),
        ["ovs"] = new Color("#a46cc9"),
    };

    private static readonly Color[] s_parts =
        [new Color("#8c8c8c"), new Color("#3b7dd8"), new Color("#6fb1e8"), new Color("#e08a1e"), new Color("#2f9e5f"), new Color("#a46cc9"),
            new Color("#d05a6e"), new Color("#b8a13a")];

    public static IReadOnlyList<Theme> All { get; } =
    [
        new("", new Color("#ffffff"), new Color("#1f2328"), new Color("#d8dee4")),
        new("-dark", new Color("#0d1117"), new Color("#e6edf3"), new Color("#30363d")),
    ];

    public static Color OfSystem(string name) => s_systems.GetValueOrDefault(name, s_parts[6]);

    public static Color OfPart(int index) => s_parts[index % s_parts.Length];

    public void Apply(Plot plot)
    {
        plot.Font.Set("DejaVu Sans");
        plot.FigureBackground.Color = Background;
        plot.DataBackground.Color = Background;
        plot.Axes.Color(Foreground);
        plot.Axes.Title.Label.ForeColor = Foreground;
        plot.Axes.Title.Label.FontSize = 17;
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.FontSize = 15;
        plot.Axes.Bottom.Label.FontSize = 15;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.MinimumSize = 90; // room between the ticks' labels and the axis's
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            TickDensity = 0.4,
            MinorTickGenerator = new ScottPlot.TickGenerators.EvenlySpacedMinorTickGenerator(1)
        };
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Grid.MajorLineColor = Grid;
        plot.Legend.BackgroundColor = Background;
        plot.Legend.FontColor = Foreground;
        plot.Legend.OutlineColor = Grid;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = 13;
    }
}
