using System.Globalization;
using Falcon.Api;

namespace Falcon.Cli.Screens;

/// <summary>
/// The bills as CSV (RFC 4180): one line per container, one per overlay, one for departed ones, one for the host, one per overhead regime.
/// </summary>
public static class BillCsv
{
    /// <summary>The lines, the header first.</summary>
    public static IEnumerable<string> Lines(BillReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return Line(["kind", "name", "overlay", "cpu_seconds", "host_share", .. BillReport.StageNames, "frames", "bytes",
            "ns_per_frame", "ns_per_megabyte"]);
        foreach (ContainerBill bill in report.Containers)
        {
            yield return Line(
            [
                "container", bill.Container, bill.Overlay, bill.CpuSeconds, bill.HostShare, .. Stages(bill.Stages),
                bill.Frames, bill.Bytes, bill.NanosecondsPerFrame, bill.NanosecondsPerMegabyte,
            ]);
        }

        foreach (OverlayBill bill in report.Overlays)
        {
            yield return Line(
            [
                "overlay", $"overlay {bill.Overlay}", bill.Overlay, bill.CpuSeconds, bill.HostShare, .. Stages(bill.Stages),
                null, null, null, null
            ]);
        }

        if (report.Departed.Count > 0)
            yield return Rest(report, "departed", "departed", report.Departed.Sum(share => share.CpuSeconds), Stages(report.Departed));
        yield return Rest(report, "host", "host", report.Host.Sum(share => share.CpuSeconds), Stages(report.Host));
        foreach (CpuShare regime in report.Overhead)
            yield return Rest(report, "overhead", regime.Name, regime.CpuSeconds, BillReport.StageNames.Select(_ => (object?)null));
    }

    private static string Rest(BillReport report, string kind, string name, double seconds, IEnumerable<object?> stages) =>
        Line([kind, name, null, seconds, seconds / (report.Seconds * report.HostCpus), .. stages, null, null, null, null]);

    private static IEnumerable<object?> Stages(IReadOnlyList<CpuShare> shares) =>
        BillReport.StageNames.Select(stage => (object?)(shares.FirstOrDefault(share => share.Name == stage)?.CpuSeconds ?? 0));

    private static string Line(IEnumerable<object?> fields) =>
        string.Join(',', fields.Select(field => Quote(string.Create(CultureInfo.InvariantCulture, $"{field:0.#########}"))));

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
