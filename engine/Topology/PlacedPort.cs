using Falcon.Engine.Ports;

namespace Falcon.Engine.Topology;

/// <summary>A port that has found its place.</summary>
/// <param name="Wanted">What it shall be.</param>
/// <param name="Plan">With its index.</param>
/// <param name="Attachment">Its devices; null while they are not there.</param>
/// <param name="DownReason">Why they are not there.</param>
internal sealed record PlacedPort(WantedPort Wanted, PortPlan Plan, PortAttachment? Attachment, string? DownReason);
