using System.Globalization;
using Falcon.Control.Cgroups;
using Falcon.Control.Configuration;
using Falcon.Engine.Options;
using Falcon.Xsk.Links;

namespace Falcon.Control.Preflight;

/// <summary>
/// Checks the containers: that their namespaces exist and lack the devices that Falcon makes; their cgroups; and their budgets against the
/// CPUs.
/// </summary>
internal static class PortChecks
{
    public static void CheckBudgets(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        int cpus = host.AllowedCpus().Count;
        foreach ((PortOptions port, string path) in Ports(configuration))
        {
            if (port.Budget is not { } budget || budget.Quota <= cpus * budget.Period) continue;
            findings.Key($"{path}.budget", string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * (budget.Quota / budget.Period):0.##}% of a CPU is more than there is: "
                + $"this process may use {cpus} CPUs, {cpus * 100}%"));
        }
    }

    public static void CheckCgroups(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        foreach ((PortOptions port, string path) in Ports(configuration))
        {
            if (port.Cgroup is not { } cgroup || cgroup == CgroupFinder.Auto) continue;
            if (host.CgroupFault(cgroup) is { } fault) findings.Key($"{path}.cgroup", fault);
        }
    }

    /// <summary>
    /// Warns of ports whose container is missing or already has the device. Such a port is down and retried; the others do not wait for it.
    /// </summary>
    public static void CheckPlaces(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        // Without this capability every namespace fails in the same way, which is already reported.
        if (!host.Has(Capability.SysAdmin)) return;
        foreach ((PortOptions port, string path) in Ports(configuration)) CheckPlace(port, path, host, findings);
    }

    private static void CheckPlace(PortOptions port, string path, IHostProbe host, Findings findings)
    {
        try
        {
            if (host.DevicesIn(port.Netns).Contains(port.Device))
            {
                findings.Warn($"{path}.device",
                    $"network namespace {port.Netns} has a device {port.Device} already; the port is down until it is gone: "
                    + "remove it or name another, Falcon makes its own");
            }
        }
        catch (NetworkNamespaceException e)
        {
            if (port.Wait) return;
            string until = NetworkNamespace.IsOfProcess(port.Netns)
                ? "name a process that runs"
                : "start the container, say that it comes later ('wait: true'), or correct the namespace";
            findings.Warn($"{path}.netns", $"{e.Message}; the port is down meanwhile: {until}");
        }
    }

    private static List<(PortOptions Port, string Path)> Ports(FalconConfiguration configuration) =>
    [
        .. configuration.Dataplane.Overlays.SelectMany((overlay, o) =>
            overlay.Ports.Select((port, p) => (port, $"overlays[{o}].ports[{p}]"))),
    ];
}
