namespace Falcon.Api;

/// <summary>CPU time of a stage or regime.</summary>
/// <param name="Name">Its name in kebab-case.</param>
/// <param name="CpuSeconds">CPU time.</param>
public sealed record CpuShare(string Name, double CpuSeconds);
