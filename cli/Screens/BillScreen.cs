using System.Globalization;
using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>
/// Who used the CPU time of the workers and of softirqs: containers first, then what belongs to none, and whether it adds up.
/// </summary>
public static class BillScreen
{
    private const string KernelStage = "kernel"; // only shown where it is measured

    /// <summary>Builds the screen; on 80 columns with shorter names and fewer columns.</summary>
    public static IRenderable Build(BillReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new Rows(
            new Padder(new Markup(Headline(report)), new Padding(0, 0, 0, 1)),
            Containers(report.Containers),
            Stages(report),
            Overhead(report),
            Kernel(report));
    }

    private static string Headline(BillReport report) =>
        $"[bold]bills[/] of {Text.Time(report.Seconds)} [grey]·[/] {Users(report)} used {Text.Cpu(Used(report))} of CPU time, "
        + $"{Percent(Used(report), report.Seconds * report.HostCpus)} of {report.HostCpus} CPUs";

    private static string Users(BillReport report) => report.SoftirqSeconds > 0 ? "workers and softirqs" : "workers";

    private static double Used(BillReport report) => report.ThreadCpuSeconds + report.SoftirqSeconds;

    private static IRenderable Containers(IReadOnlyList<ContainerBill> bills) => Layout.Section(
        "Containers", bills.Count == 0 ? new Markup(Layout.Dim("none")) : Layout.Fitting(narrow => ContainerTable(bills, narrow)));

    private static Table ContainerTable(IReadOnlyList<ContainerBill> bills, bool narrow)
    {
        string[] more = narrow ? [] : [">µs/MB", ">VNI", "Own quota"];
        Table table = Layout.Table(["Container", ">CPU time", ">Of host", ">Frames", ">ns/frame", "Budget", .. more]);
        foreach (ContainerBill bill in bills)
        {
            more = narrow ? [] : [Figure(bill.NanosecondsPerMegabyte / 1000), $"{bill.Overlay}", Cgroup(bill.Cgroup)];
            table.AddRow([
                Name(bill, narrow), Text.Cpu(bill.CpuSeconds), Percent(bill.HostShare, 1), Text.Count(bill.Frames),
                Figure(bill.NanosecondsPerFrame), Budget(bill.Budget), .. more]);
        }

        return table;
    }

    private static string Name(ContainerBill bill, bool narrow) =>
        Layout.Name(bill.Container, narrow ? 12 : int.MaxValue) + (bill.Removed ? Layout.Dim(narrow ? " †" : " (removed)") : "");

    private static string Budget(BudgetSnapshot? budget) => budget is null
        ? Layout.Dim("—")
        : $"{Percent(budget.QuotaNanoseconds, budget.PeriodNanoseconds)}{(budget.Throttled ? " [red]spent[/]" : "")}";

    /// <summary>What is left of the cgroup's quota, and of how much.</summary>
    private static string Cgroup(CgroupSnapshot? cgroup) => cgroup switch
    {
        null => Layout.Dim("—"),
        { State: CgroupState.Charged } => string.Create(
            CultureInfo.InvariantCulture,
            $"{100.0 * cgroup.Quota / cgroup.Period:0.0} / {100.0 * cgroup.OriginalQuota / cgroup.Period:0.0} %"),
        { State: CgroupState.Unlimited } => "no limit",
        _ => $"[red]{cgroup.State.ToString().ToLowerInvariant()}[/]",
    };

    private static IRenderable Stages(BillReport report) =>
        Layout.Section("CPU time by stage", Layout.Fitting(narrow => StageTable(report, narrow)));

    private static Table StageTable(BillReport report, bool narrow)
    {
        string[] stages = [.. BillReport.StageNames.Where(stage => stage != KernelStage || report.SoftirqSeconds > 0)];
        IEnumerable<string> names = stages.Select(stage => narrow ? stage.Replace("sulate", "", StringComparison.Ordinal) : stage);
        Table table = Layout.Table(["", .. names.Select(name => $">{name}")]);
        foreach (ContainerBill bill in report.Containers) table.AddRow([Name(bill, narrow), .. Cells(stages, bill.Stages)]);
        foreach (OverlayBill bill in report.Overlays) table.AddRow([Layout.Dim($"overlay {bill.Overlay}"), .. Cells(stages, bill.Stages)]);
        if (report.Departed.Count > 0) table.AddRow([Layout.Dim("departed"), .. Cells(stages, report.Departed)]);
        table.AddRow([Layout.Dim("no container"), .. Cells(stages, report.Host)]);
        return table;
    }

    private static IEnumerable<string> Cells(IEnumerable<string> stages, IReadOnlyList<CpuShare> shares) => stages.Select(stage =>
        shares.FirstOrDefault(share => share.Name == stage) is { } share ? Text.Cpu(share.CpuSeconds) : Layout.Dim("—"));

    private static IRenderable Overhead(BillReport report)
    {
        Table table = Layout.Table("", ">CPU time", ">Of workers");
        foreach (CpuShare regime in report.Overhead)
            table.AddRow(Layout.Plain(regime.Name), Text.Cpu(regime.CpuSeconds), Percent(regime.CpuSeconds, report.ThreadCpuSeconds));
        string share = Percent(report.BilledSeconds, Used(report));
        string measured = $"the threads' CPU time is {Text.Cpu(report.ThreadCpuSeconds)}";
        if (report.SoftirqSeconds > 0) measured += $", softirqs beside them {Text.Cpu(report.SoftirqSeconds)}";
        string sum = $"bills + overhead = {Text.Cpu(report.BilledSeconds)}, {measured}: {share}";
        return Layout.Section("Overhead", table, new Markup(Layout.Dim(sum)));
    }

    private static IRenderable Kernel(BillReport report)
    {
        IEnumerable<string> cpus = report.Kernel.Select(cpu =>
            $"CPU {cpu.Cpu}: softirq {Text.Cpu(cpu.SoftirqSeconds)}, irq {Text.Cpu(cpu.IrqSeconds)}, steal {Text.Cpu(cpu.StealSeconds)}");
        return Layout.Section(
            "Beside the bills",
            new Markup($"others had the workers' CPUs for {Text.Cpu(report.LostSeconds)} while they had work"),
            new Markup($"the kernel, outside of threads, estimated: {string.Join("; ", cpus)}"));
    }

    private static string Figure(double? value) =>
        value is { } number ? number.ToString("N0", CultureInfo.InvariantCulture) : Layout.Dim("—");

    private static string Percent(double part, double whole) =>
        whole > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100 * part / whole:0.0} %") : Layout.Dim("—");
}
