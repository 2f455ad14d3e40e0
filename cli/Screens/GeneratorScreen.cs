using System.Globalization;
using System.Text.Json;
using Falcon.Pktgen;
using Spectre.Console;

namespace Falcon.Cli.Screens;

/// <summary>What <c>falcon pktgen</c> prints.</summary>
internal static class GeneratorScreen
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Print(GeneratorReport report, TextWriter output, bool json)
    {
        if (json) output.WriteLine(JsonSerializer.Serialize(report, s_json));
        else Terminal.On(output).Write(Table(report));
    }

    private static Grid Table(GeneratorReport report)
    {
        Grid grid = new Grid().AddColumn().AddColumn(new GridColumn().RightAligned());
        grid.AddRow("device", Markup.Escape($"{report.Device}, {report.Mode}"));
        grid.AddRow("frames sent", Count(report.Sent));
        grid.AddRow("dropped by the device", Count(report.Dropped));
        grid.AddRow("bytes (without FCS)", Count(report.Bytes));
        grid.AddRow("seconds", Number(report.Seconds, "0.000"));
        grid.AddRow("frames/s", Number(report.Pps, "#,0"));
        if (report.Achieved is { } achieved)
            grid.AddRow("asked, achieved", $"{Number(report.AskedPps!.Value, "#,0")}, {Number(achieved * 100, "0.0")} %");
        grid.AddRow("CPU time", $"{Number(report.CpuSeconds, "0.000")} s, {Number(report.CpuNanosecondsPerFrame, "#,0")} ns per frame");
        if (report.AskedPps is not null)
            grid.AddRow("of it waiting", $"{Number(report.WaitedSeconds, "0.000")} s");
        return grid;
    }

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
