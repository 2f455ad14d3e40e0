using Falcon.Bench.Plots;
using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using ScottPlot;

namespace Falcon.Bench.Scenarios.Output.Plots;

/// <summary>CPU time per item, stacked: by who spent it, and by stage for systems that can tell.</summary>
public static class CpuPlot
{
    /// <summary>What /proc/stat tells apart; null when no system was measured so.</summary>
    public static Plot? DrawParts(ScenarioReport report, Theme theme)
    {
        Row[] rows = [.. report.PrimaryRows.Where(row => row.IsValid && row.Cpu is not null)];
        (string Name, Func<CpuCost, double> Of)[] parts =
        [
            ("generator", cpu => cpu.Generator), ("softirq, wire's CPU", cpu => cpu.WireSoftIrq),
            ("softirq, other CPUs", cpu => cpu.OtherSoftIrq),
            ("system calls", cpu => cpu.Kernel), ("user", cpu => cpu.User),
        ];
        return Draw(
            report, theme, "CPU time by kind", [.. rows.Select(row => row.System)],
            [.. parts.Where(part => rows.Any(row => part.Of(row.Cpu!) > 0)).Select(
                part => (part.Name, rows.Select(row => Math.Max(0, part.Of(row.Cpu!))).ToArray()))]);
    }

    /// <summary>The stages of the pipeline; null when no system told.</summary>
    public static Plot? DrawStages(ScenarioReport report, Theme theme)
    {
        (string System, IReadOnlyDictionary<string, double> Stages)[] systems =
        [
            .. report.PrimaryRows.Where(row => row.IsValid).Select(row => (row.System, MiddleTrial.Stages(report.Trials[row.System])))
                .Where(system => system.Item2.Count > 0),
        ];
        string[] stages = [.. systems.SelectMany(system => system.Stages.Keys).Distinct()];
        return Draw(
            report, theme, "CPU time by stage", [.. systems.Select(system => system.System)],
            [.. stages.Select(stage => (stage, systems.Select(system => system.Stages.GetValueOrDefault(stage)).ToArray()))]);
    }

    private static Plot? Draw(ScenarioReport report, Theme theme, string title, string[] systems, (string Name, double[] Values)[] parts)
    {
        if (systems.Length == 0 || parts.Length == 0)
            return null;
        var plot = new Plot();
        theme.Apply(plot);
        double[] tops = new double[systems.Length];
        for (int part = 0; part < parts.Length; part++)
            AddPart(plot, part, parts[part].Name, parts[part].Values, tops);
        for (int position = 0; position < systems.Length; position++)
            BarPlot.AddText(plot, Figures.Of(tops[position]), position, tops[position] * 1.01, theme);
        plot.Title($"{report.Name}: {title}");
        plot.YLabel($"CPU time (ns per {report.Scenario.Item})");
        BarPlot.Systems(plot, systems);
        plot.Axes.SetLimitsY(0, tops.Max() * 1.12);
        plot.ShowLegend(Edge.Right);
        return plot;
    }

    private static void AddPart(Plot plot, int part, string name, double[] values, double[] tops)
    {
        var bars = new List<Bar>();
        for (int position = 0; position < values.Length; position++)
        {
            double top = tops[position] + values[position];
            bars.Add(new Bar
            {
                Position = position,
                ValueBase = tops[position],
                Value = top,
                FillColor = Theme.OfPart(part),
                LineWidth = 0,
                Size = 0.6
            });
            tops[position] = top;
        }

        plot.Add.Bars(bars).LegendText = name;
    }
}
