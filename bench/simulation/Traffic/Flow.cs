namespace Falcon.Bench.Simulation.Traffic;

/// <summary>A flow: its hash and its rate.</summary>
/// <param name="Hash">Its flow hash.</param>
/// <param name="Rate">Frames per second.</param>
public readonly record struct Flow(uint Hash, double Rate);
