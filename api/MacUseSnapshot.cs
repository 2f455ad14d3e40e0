namespace Falcon.Api;

/// <summary>How much of a share of the forwarding table is used.</summary>
/// <param name="Learned">Addresses learned.</param>
/// <param name="Limit">Most of them.</param>
/// <param name="Replaced">Addresses that gave way to newer ones because a share was used up.</param>
public readonly record struct MacUseSnapshot(int Learned, int Limit, long Replaced);
