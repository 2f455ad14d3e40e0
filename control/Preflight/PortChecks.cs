using System.Globalization;
using Falcon.Control.Cgroups;
using Falcon.Control.Configuration;
using Falcon.Engine.Options;
using Falcon.Xsk;

namespace Falcon.Control.Preflight;

/// <summary>
/// The containers' namespaces: there, and without the devices that we make; their cgroups, and their budgets against the CPUs that
/// there are.
/// </summary>
internal static class PortChecks
{
    public static void CheckBudgets(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        int cpus = host.AllowedCpus().Count;
        foreach ((PortOptions port, string path) in Ports(configuration))
        {
            if (port.Budget is { } budget && budget.Quota > cpus * budget.Period)
                findings.Key($"{path}.budget", string.Create(CultureInfo.InvariantCulture,
                    $"{100 * (budget.Quota / budget.Period):0.##}% of a CPU is more than there is: this process may use {cpus} CPUs, {cpus * 100}%"));
        }
    }

    public static void CheckCgroups(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        foreach ((PortOptions port, string path) in Ports(configuration))
        {
            if (port.Cgroup is { } cgroup && cgroup != CgroupFinder.Auto && host.CgroupFault(cgroup) is { } fault) findings.Key($"{path}.cgroup", fault);
        }
    }

    /// <summary>
    /// A port whose container is not there, or has such a device already, is down and retried: nobody else has to wait for it.
    /// </summary>
    public static void CheckPlaces(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        // Without it every namespace fails in the same way, and that was said once already.
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
