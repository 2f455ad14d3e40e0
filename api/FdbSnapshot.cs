namespace Falcon.Api;

/// <summary>One forwarding entry.</summary>
/// <param name="Vni">The overlay.</param>
/// <param name="Mac">The inner MAC address.</param>
/// <param name="Target">A port's name or a VTEP's address.</param>
/// <param name="Static">Whether it was configured rather than learned.</param>
/// <param name="AgeSeconds">Seconds since it was last refreshed; 0 for static entries.</param>
public sealed record FdbSnapshot(uint Vni, string Mac, string Target, bool Static, int AgeSeconds);
