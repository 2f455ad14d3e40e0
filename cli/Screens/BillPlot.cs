using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Falcon.Api;

namespace Falcon.Cli.Screens;

/// <summary>
/// The bills over time as an SVG picture: an area per account, the containers stacked on each other, the host and the overhead on top.
/// Drawn by hand because a drawing library would bring 150 MB of native code into a daemon that runs as root.
/// </summary>
public sealed class BillPlot
{
    private const double Left = 70, Top = 50, Width = 730, LeastHeight = 390, Below = 60;
    private const double LegendGap = 25, LegendRow = 18, Swatch = 12, CharacterWidth = 8, LeastSpan = 1, LeastCpus = 0.01, Headroom = 1.1;
    private const string Ink = "#444444", Grid = "#e5e5e5", Host = "#8c8c8c", Overhead = "#c8c8c8";

    private static readonly string[] s_containers =
        ["#3b7dd8", "#2f9e5f", "#e08a1e", "#a46cc9", "#d05a6e", "#6fb1e8", "#7cc46b", "#b8a13a"];

    private readonly BillSeries _series;
    private readonly double[][] _tops;
    private readonly double _height, _span, _cpus;

    private BillPlot(BillSeries series)
    {
        _series = series;
        _tops = Stack(series);
        _height = Math.Max(LeastHeight, series.Accounts.Count * LegendRow);
        _span = Math.Max(LeastSpan, series.Intervals.Select(interval => interval.AgoSeconds + interval.Seconds).DefaultIfEmpty().Max());
        _cpus = Math.Max(LeastCpus, _tops[^1].DefaultIfEmpty().Max() * Headroom);
    }

    private double Bottom => Top + _height;

    /// <summary>Draws it.</summary>
    public static string Svg(BillSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return $"{new BillPlot(series).Draw()}\n";
    }

    /// <summary>Where each account's area ends, in CPUs, by interval; below the first there is a line of zeros.</summary>
    private static double[][] Stack(BillSeries series)
    {
        double[][] tops = new double[series.Accounts.Count + 1][];
        tops[0] = new double[series.Intervals.Count];
        for (int account = 0; account < series.Accounts.Count; account++)
            tops[account + 1] = [.. series.Intervals.Select((interval, i) => tops[account][i] + Cpus(interval, account))];
        return tops;
    }

    private static double Cpus(BillInterval interval, int account) =>
        interval.Seconds > 0 ? interval.CpuSeconds[account] / interval.Seconds : 0;

    private XElement Draw()
    {
        double longest = _series.Accounts.Max(account => account.Length) * CharacterWidth;
        return SvgElement.Picture(
            Left + Width + LegendGap + Swatch + longest + LegendGap,
            Bottom + Below,
            [.. Title(), .. Lines(), .. Areas(), .. Seconds(), .. Legend()]);
    }

    private IEnumerable<XElement> Title() =>
    [
        SvgElement.Text(Left + Width / 2, Top - 20, "CPU time of the workers, by container", "middle", 16),
        SvgElement.Text(Left + Width / 2, Bottom + 45, "seconds ago", "middle"),
        SvgElement.Text(Left - 48, Top + _height / 2, "CPUs", "middle", upwards: true),
    ];

    private IEnumerable<XElement> Lines() => RoundTicks.UpTo(_cpus, most: 8).SelectMany(cpus => new[]
    {
        SvgElement.Line(Left, Y(cpus), Left + Width, Y(cpus), Grid),
        SvgElement.Text(Left - 8, Y(cpus) + 4, Label(cpus), "end"),
    });

    private IEnumerable<XElement> Seconds() => RoundTicks.UpTo(_span, most: 10).SelectMany(ago => new[]
    {
        SvgElement.Line(X(ago), Bottom, X(ago), Bottom + 5, Ink),
        SvgElement.Text(X(ago), Bottom + 20, Label(ago), "middle"),
    }).Prepend(SvgElement.Line(Left, Bottom, Left + Width, Bottom, Ink));

    private IEnumerable<XElement> Areas() =>
        _series.Accounts.Select((name, account) => SvgElement.Area(Outline(account), ColourOf(account), name));

    /// <summary>Along the tops from left to right, a step per interval, and back along the tops of what lies below.</summary>
    private string Outline(int account)
    {
        if (_series.Intervals.Count == 0) return "";
        StringBuilder path = new($"M{Number(X(Start(_series.Intervals[0])))} {Number(Y(_tops[account][0]))}");
        for (int i = 0; i < _series.Intervals.Count; i++) Step(_tops[account + 1][i], _series.Intervals[i].AgoSeconds);
        for (int i = _series.Intervals.Count - 1; i >= 0; i--) Step(_tops[account][i], Start(_series.Intervals[i]));
        return path.Append('Z').ToString();

        void Step(double cpus, double ago) => path.Append(CultureInfo.InvariantCulture, $"V{Number(Y(cpus))}H{Number(X(ago))}");
    }

    /// <summary>Listed as the areas lie: what is on top of the picture comes first.</summary>
    private IEnumerable<XElement> Legend() => _series.Accounts.Reverse().SelectMany((name, row) => new[]
    {
        SvgElement.Rectangle(Left + Width + LegendGap, Top + row * LegendRow, Swatch, Swatch, ColourOf(_series.Accounts.Count - 1 - row)),
        SvgElement.Text(Left + Width + LegendGap + Swatch + 6, Top + row * LegendRow + Swatch - 1, name),
    });

    private string ColourOf(int account) => (_series.Accounts.Count - account) switch
    {
        1 => Overhead,
        2 => Host,
        _ => s_containers[account % s_containers.Length],
    };

    private double X(double ago) => Left + Width * (1 - ago / _span);

    private double Y(double cpus) => Bottom - _height * cpus / _cpus;

    private static double Start(BillInterval interval) => interval.AgoSeconds + interval.Seconds;

    private static string Number(double value) => SvgElement.Number(value);

    private static string Label(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
