using System.Net;
using Falcon.Control.Configuration;

namespace Falcon.Control.Preflight;

/// <summary>The result of checking a configuration against the host.</summary>
/// <param name="Problems">What is missing. Falcon can start when this is empty.</param>
/// <param name="Uplinks">The uplinks that exist.</param>
/// <param name="LocalVteps">The local VTEPs: those configured, otherwise the addresses of the uplinks.</param>
/// <param name="Mtus">The inner MTU of each overlay, in the order of the file; null when the uplinks are not known.</param>
public sealed record PreflightReport(
    IReadOnlyList<Problem> Problems, IReadOnlyList<HostLink> Uplinks, IReadOnlyList<IPAddress> LocalVteps, IReadOnlyList<int?> Mtus)
{
    /// <summary>Problems with which Falcon starts anyway: ports that would be down.</summary>
    public IReadOnlyList<Problem> Warnings { get; init; } = [];

    /// <summary>What the kernel offers.</summary>
    public IReadOnlyList<KernelFeature> Kernel { get; init; } = [];
}
