using System.Globalization;
using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>What the work costs: stages per worker, and where the frames are.</summary>
internal static class WorkerSections
{
    private const int BarWidth = 24, PoolWidth = 60;

    public static IRenderable Workers(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds) => Layout.Section(
        "Workers", [.. now.Workers.Select(w => Worker(w, before?.Workers.FirstOrDefault(o => o.Cpu == w.Cpu), seconds))]);

    public static IRenderable FramePool(FramePoolSnapshot pool)
    {
        // Shades as well as colours: the screen is readable in a pipe, too.
        (char Shade, string Colour, int Frames, string Name)[] parts =
        [
            ('█', "green", pool.Free, "free"), ('▓', "deepskyblue1", pool.InRings, "lent to the kernel"),
            ('░', "yellow", pool.InStages, "in stages"),
        ];
        string bar = string.Concat(parts.Select(p => $"[{p.Colour}]{new string(p.Shade, Width(p.Frames, pool.Total))}[/]"));
        string legend = string.Join("  ", parts.Select(p => $"[{p.Colour}]{p.Shade}[/] {Text.Count(p.Frames)} {p.Name}"));
        return Layout.Section("Frame pool", new Markup(bar), new Markup($"{Text.Count(pool.Total)} frames: {legend}"));
    }

    /// <summary>A value above zero is visible, however small it is.</summary>
    private static int Width(int frames, int total) => frames <= 0 ? 0 : Math.Max(1, (int)Math.Round((double)frames / total * PoolWidth));

    private static Rows Worker(WorkerSnapshot worker, WorkerSnapshot? before, double seconds)
    {
        bool rates = before is not null && seconds > 0;
        string busy = !rates
            ? $"{Text.Time(worker.CpuNanoseconds * 1e-9)} of CPU time"
            : string.Create(
                CultureInfo.InvariantCulture, $"{(worker.CpuNanoseconds - before!.CpuNanoseconds) * 1e-7 / seconds:0.0} % busy");
        StageSnapshot[] stages = [.. worker.Stages.Select(s => Since(s, before?.Stages.FirstOrDefault(o => o.Stage == s.Stage)))];
        long total = Math.Max(1, stages.Sum(s => s.Nanoseconds));
        Table table = Layout.Table("Stage", ">Frames", ">Frames/batch", ">ns/frame", ">Share", "");
        foreach (StageSnapshot stage in stages)
        {
            double share = (double)stage.Nanoseconds / total;
            table.AddRow(
                Layout.Plain(stage.Stage), rates ? Text.Rate(stage.Frames / seconds) : Text.Count(stage.Frames),
                Ratio(stage.Frames, stage.Batches), Ratio(stage.Nanoseconds, stage.Frames),
                string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %"),
                    $"[deepskyblue1]{new string('■', (int)Math.Round(share * BarWidth))}[/]");
        }
        return new Rows(new Markup($"CPU {worker.Cpu} [grey]·[/] {busy}"), table);
    }

    private static StageSnapshot Since(StageSnapshot now, StageSnapshot? before) => before is null
        ? now
        : now with
        {
            Batches = now.Batches - before.Batches,
            Frames = now.Frames - before.Frames,
            Nanoseconds = now.Nanoseconds - before.Nanoseconds
        };

    private static string Ratio(long value, long per) =>
        per == 0 ? Layout.Dim("—") : ((double)value / per).ToString("0.0", CultureInfo.InvariantCulture);
}
