using System.Globalization;
using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>The containers that have a CPU budget, and how much of it is used.</summary>
internal static class BudgetSection
{
    /// <summary>The section; null when no port has a budget.</summary>
    public static IRenderable? Build(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds)
    {
        if (now.Ports.All(port => port.Budget is null)) return null;
        return Layout.Section("Budgets", Layout.Fitting(narrow => BudgetTable(now, before, seconds, narrow)));
    }

    private static Table BudgetTable(DataplaneSnapshot now, DataplaneSnapshot? before, double seconds, bool narrow)
    {
        Table table = Layout.Table("Port", ">Budget", ">Used", ">Left", ">Throttled", ">Over budget");
        foreach (PortSnapshot port in now.Ports)
        {
            if (port.Budget is not { } budget) continue;
            BudgetSnapshot? old = before?.Ports.FirstOrDefault(p => p.Name == port.Name)?.Budget;
            long dropped = budget.XdpDroppedFrames
                + port.Drops.Where(drop => drop.Reason is "over-budget" or "past-gate").Sum(drop => drop.Frames);
            table.AddRow(
                $"{Layout.Mark(!budget.Throttled)} {Layout.Name(port.Name, narrow)}",
                Milliseconds(budget.QuotaNanoseconds, " of ") + Milliseconds(budget.PeriodNanoseconds, " ms"),
                old is null
                    ? Text.Time(budget.UsedNanoseconds / 1e9)
                    : Percent((budget.UsedNanoseconds - old.UsedNanoseconds) / 1e9 / seconds),
                Milliseconds(budget.LeftNanoseconds, " ms"),
                Percent(Share(budget, old)),
                Layout.Alarm(dropped));
        }

        return table;
    }

    /// <summary>Which part of the periods the port was throttled in.</summary>
    private static double Share(BudgetSnapshot now, BudgetSnapshot? before)
    {
        long periods = now.Periods - (before?.Periods ?? 0);
        return periods == 0 ? 0 : (double)(now.ThrottledPeriods - (before?.ThrottledPeriods ?? 0)) / periods;
    }

    private static string Milliseconds(long nanoseconds, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.#}{unit}");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
