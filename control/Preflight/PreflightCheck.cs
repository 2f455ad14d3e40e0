using System.Net;
using Falcon.Control.Configuration;

namespace Falcon.Control.Preflight;

/// <summary>Checks a configuration against the host that it should run on. Changes nothing.</summary>
public static class PreflightCheck
{
    /// <summary>Finds everything that is missing.</summary>
    /// <param name="configuration">The configuration to run.</param>
    /// <param name="host">The host to run it on.</param>
    public static PreflightReport Run(FalconConfiguration configuration, IHostProbe host)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(host);
        Findings findings = new(configuration);
        HostChecks.Run(configuration, host, findings);
        PortChecks.CheckBudgets(configuration, host, findings);
        (IReadOnlyList<HostLink> uplinks, IReadOnlyList<IPAddress> vteps) = UnderlayChecks.Run(configuration, host, findings);
        IReadOnlyList<int?> mtus = OverlayChecks.Run(configuration, uplinks, vteps, findings);
        UmemChecks.Run(configuration, host, uplinks, mtus, findings);
        PortChecks.CheckCgroups(configuration, host, findings);
        PortChecks.CheckPlaces(configuration, host, findings);
        return new PreflightReport(findings.Problems, uplinks, vteps, mtus)
        {
            Warnings = findings.Warnings,
            Kernel = KernelFeature.Of(host),
        };
    }

    /// <summary>Finds what the engine would not find itself when it changes to a new configuration while running.</summary>
    /// <param name="configuration">The new configuration.</param>
    /// <param name="host">The host.</param>
    public static IReadOnlyList<Problem> RunForReload(FalconConfiguration configuration, IHostProbe host)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(host);
        Findings findings = new(configuration);
        PortChecks.CheckBudgets(configuration, host, findings);
        PortChecks.CheckCgroups(configuration, host, findings);
        return findings.Problems;
    }
}
