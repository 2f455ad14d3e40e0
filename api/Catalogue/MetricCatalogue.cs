using System.Collections.Frozen;
using Falcon.Api.Catalogue.Metrics;

namespace Falcon.Api.Catalogue;

/// <summary>Every metric of <c>/metrics</c>.</summary>
public static class MetricCatalogue
{
    private static readonly FrozenDictionary<string, MetricDescription> s_byName;

    static MetricCatalogue()
    {
        Groups =
        [
            new("Daemon", DaemonMetrics.All),
            new("Uplinks", UplinkMetrics.All),
            new("VTEPs", VtepMetrics.All),
            new("Ports", PortMetrics.All),
            new("Kernel path", KernelPathMetrics.All),
            new("Budgets", BudgetMetrics.All),
            new("Drops", DropMetrics.All),
            new("Forwarding table", FdbMetrics.All),
            new("Workers and stages", WorkerMetrics.All),
            new("Steering", SteeringMetrics.All),
            new("Bills", BillMetrics.All),
        ];
        All = [.. Groups.SelectMany(group => group.Entries)];
        s_byName = All.ToFrozenDictionary(metric => metric.Name);
    }

    /// <summary>By what they are about.</summary>
    public static IReadOnlyList<CatalogueGroup<MetricDescription>> Groups { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricDescription> All { get; }

    /// <summary>The metric of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static MetricDescription Get(string name) => s_byName[name];
}
