using System.Globalization;
using Falcon.Control.Configuration;
using Falcon.Engine.Options;

namespace Falcon.Control.Preflight;

/// <summary>Budgets against the CPUs that there are.</summary>
internal static class BudgetChecks
{
    public static void Run(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        int cpus = host.AllowedCpus().Count;
        for (int o = 0; o < configuration.Dataplane.Overlays.Count; o++)
        {
            IReadOnlyList<PortOptions> ports = configuration.Dataplane.Overlays[o].Ports;
            for (int p = 0; p < ports.Count; p++)
            {
                if (ports[p].Budget is not { } budget || budget.Quota <= cpus * budget.Period) continue;
                findings.Key($"overlays[{o}].ports[{p}].budget", string.Create(CultureInfo.InvariantCulture,
                    $"{100 * (budget.Quota / budget.Period):0.##}% of a CPU is more than there is: this process may use {cpus} CPUs, {cpus * 100}%"));
            }
        }
    }
}
