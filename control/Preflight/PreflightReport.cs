using System.Net;
using Falcon.Control.Configuration;

namespace Falcon.Control.Preflight;

/// <summary>What the host says to a configuration.</summary>
/// <param name="Problems">What is missing; Falcon can start when it is empty.</param>
/// <param name="Uplinks">The uplinks that exist.</param>
/// <param name="LocalVteps">Our tunnel end points: those configured, else the addresses of the uplinks.</param>
/// <param name="Mtus">The inner MTU of each overlay in the order of the file; null when the uplinks are not known.</param>
public sealed record PreflightReport(
    IReadOnlyList<Problem> Problems, IReadOnlyList<HostLink> Uplinks, IReadOnlyList<IPAddress> LocalVteps, IReadOnlyList<int?> Mtus)
{
    /// <summary>What Falcon starts without: ports that would be down.</summary>
    public IReadOnlyList<Problem> Warnings { get; init; } = [];
}
