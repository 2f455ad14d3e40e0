namespace Falcon.Api;

/// <summary>What an overlay's broadcast, unknown unicast and multicast from the wire cost, which no container pays for.</summary>
/// <param name="Overlay">The VNI.</param>
/// <param name="CpuSeconds">CPU time.</param>
/// <param name="HostShare">Its part of all of the host's CPU time, 0 to 1.</param>
/// <param name="Stages">The CPU time by stage; stages without any are left out.</param>
public sealed record OverlayBill(uint Overlay, double CpuSeconds, double HostShare, IReadOnlyList<CpuShare> Stages);
