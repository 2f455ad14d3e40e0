namespace Falcon.Bench.Simulation.Machine;

/// <summary>A frame under way.</summary>
/// <param name="Flow">Index of its flow.</param>
/// <param name="Sequence">Its number within the flow.</param>
/// <param name="Arrival">When it arrived, in nanoseconds.</param>
public readonly record struct SimFrame(int Flow, int Sequence, double Arrival);
