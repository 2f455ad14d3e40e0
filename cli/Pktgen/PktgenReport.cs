using System.Globalization;
using System.Text.Json;
using Falcon.Cli.Screens;
using Falcon.Xsk;
using Spectre.Console;

namespace Falcon.Cli.Pktgen;

/// <summary>What a run of the generator came to. Its properties are the JSON.</summary>
internal sealed class PktgenReport(string device, string mode, GeneratorResult result, long sent, double? asked)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string Device => device;

    public string Mode => mode;

    /// <summary>Frames that the generator handed to the device.</summary>
    public long Frames => result.Frames;

    /// <summary>Frames that the device counted as sent.</summary>
    public long Sent => sent;

    /// <summary>Frames that the device did not take.</summary>
    public long Dropped => Frames - Sent;

    public long Bytes => result.Bytes;

    public double Seconds => result.Elapsed.TotalSeconds;

    /// <summary>Frames sent per second.</summary>
    public double Pps => result.Elapsed > TimeSpan.Zero ? Sent / result.Elapsed.TotalSeconds : 0;

    public double? AskedPps => asked;

    /// <summary>What part of the asked rate was reached.</summary>
    public double? Achieved => asked is { } rate ? Pps / rate : null;

    /// <summary>CPU time of the sending thread, softirqs that ran in it included.</summary>
    public double CpuSeconds => result.Cpu.TotalSeconds;

    public double CpuNanosecondsPerFrame => Frames > 0 ? result.Cpu.TotalNanoseconds / Frames : 0;

    /// <summary>Time by which a paced run fell behind for good.</summary>
    public double ForgottenSeconds => result.Forgotten.TotalSeconds;

    /// <summary>CPU time that a paced run spun away until the next frames were due.</summary>
    public double WaitedSeconds => result.Waited.TotalSeconds;

    public void Print(TextWriter output, bool json)
    {
        if (json)
            output.WriteLine(JsonSerializer.Serialize(this, s_json));
        else
            Terminal.On(output).Write(Table());
    }

    private Grid Table()
    {
        Grid grid = new Grid().AddColumn().AddColumn(new GridColumn().RightAligned());
        grid.AddRow("device", Markup.Escape($"{Device}, {Mode}"));
        grid.AddRow("frames sent", Count(Sent));
        grid.AddRow("dropped by the device", Count(Dropped));
        grid.AddRow("bytes (without FCS)", Count(Bytes));
        grid.AddRow("seconds", Number(Seconds, "0.000"));
        grid.AddRow("frames/s", Number(Pps, "#,0"));
        if (Achieved is { } achieved)
            grid.AddRow("asked, achieved", $"{Number(AskedPps!.Value, "#,0")}, {Number(achieved * 100, "0.0")} %");
        grid.AddRow("CPU time", $"{Number(CpuSeconds, "0.000")} s, {Number(CpuNanosecondsPerFrame, "#,0")} ns per frame");
        if (AskedPps is not null)
            grid.AddRow("of it waiting", $"{Number(WaitedSeconds, "0.000")} s");
        return grid;
    }

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
