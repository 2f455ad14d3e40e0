using System.Diagnostics;
using System.Globalization;
using Falcon.Control.Cgroups;
using Falcon.Control.Configuration;
using Falcon.Engine.Options;
using Falcon.Xsk;

namespace Falcon.Control.Preflight;

/// <summary>The containers' namespaces: there, and without the devices that we shall make; their cgroups, and their budgets against the CPUs that there are.</summary>
internal static class PortChecks
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

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

    public static void CheckDevices(FalconConfiguration configuration, IHostProbe host, TimeSpan predecessorsGrace, Findings findings)
    {
        // Without it every namespace fails in the same way, and that was said once already.
        if (!host.Has(Capability.SysAdmin)) return;
        foreach ((PortOptions port, string path) in StillTaken(Ports(configuration), host, predecessorsGrace, findings))
            findings.Key($"{path}.device", $"network namespace {port.Netns} has a device {port.Device} already; remove it or name another, Falcon makes its own");
    }

    private static List<(PortOptions Port, string Path)> Ports(FalconConfiguration configuration) =>
    [
        .. configuration.Dataplane.Overlays.SelectMany((overlay, o) => overlay.Ports.Select((port, p) => (port, $"overlays[{o}].ports[{p}]"))),
    ];

    /// <summary>
    /// The kernel removes a killed daemon's devices in the background, one after the other: as long as some go, the others are waited for.
    /// </summary>
    private static List<(PortOptions Port, string Path)> StillTaken(
        List<(PortOptions Port, string Path)> ports, IHostProbe host, TimeSpan grace, Findings findings)
    {
        long lastGone = Stopwatch.GetTimestamp();
        while (true)
        {
            List<(PortOptions Port, string Path)> taken = [.. ports.Where(p => IsTaken(p.Port, p.Path, host, findings))];
            if (taken.Count < ports.Count) lastGone = Stopwatch.GetTimestamp();
            if (taken.Count == 0 || Stopwatch.GetElapsedTime(lastGone) >= grace) return taken;
            ports = taken;
            Thread.Sleep(Pause);
        }
    }

    private static bool IsTaken(PortOptions port, string path, IHostProbe host, Findings findings)
    {
        try
        {
            return host.DevicesIn(port.Netns).Contains(port.Device);
        }
        catch (NetworkNamespaceException e)
        {
            if (!port.Wait) findings.Key($"{path}.netns", $"{e.Message}; start the container first, let the port wait for it ('wait: true'), or correct the namespace");
            return false;
        }
    }
}
