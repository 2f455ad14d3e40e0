namespace Falcon.Steering.Tests.Routing;

/// <summary>A frame of the model, with its number in its flow. Odd flows go to the wire, even ones to containers.</summary>
internal readonly record struct ModelFrame(int Flow, int Sequence);
