namespace Falcon.Bench.Scenarios.Tools;

/// <summary>What a generator should send.</summary>
/// <param name="Flows">Number of flows, interleaved.</param>
/// <param name="PayloadBytes">UDP payload of a datagram.</param>
/// <param name="Rate">Datagrams per second, evenly paced; null for as many as possible.</param>
/// <param name="Duration">How long.</param>
public sealed record Flood(int Flows, int PayloadBytes, double? Rate, TimeSpan Duration);
