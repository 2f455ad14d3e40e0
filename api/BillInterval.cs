namespace Falcon.Api;

/// <summary>One step of a series.</summary>
/// <param name="AgoSeconds">How long before now it ended.</param>
/// <param name="Seconds">How long it was.</param>
/// <param name="CpuSeconds">CPU time by account.</param>
public sealed record BillInterval(double AgoSeconds, double Seconds, IReadOnlyList<double> CpuSeconds);
