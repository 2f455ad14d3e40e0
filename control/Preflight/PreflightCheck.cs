using System.Net;
using Falcon.Control.Configuration;

namespace Falcon.Control.Preflight;

/// <summary>Holds a configuration against the host it shall run on. Changes nothing.</summary>
public static class PreflightCheck
{
    /// <summary>Finds everything that is missing, in one go.</summary>
    /// <param name="configuration">What shall run.</param>
    /// <param name="host">Where it shall run.</param>
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
        return new PreflightReport(findings.Problems, uplinks, vteps, mtus) { Warnings = findings.Warnings };
    }

    /// <summary>Finds what the engine would not find by itself when it changes to a configuration while it runs.</summary>
    /// <param name="configuration">What it shall change to.</param>
    /// <param name="host">Where it runs.</param>
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
