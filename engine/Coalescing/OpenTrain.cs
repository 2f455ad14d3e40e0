namespace Falcon.Engine.Coalescing;

/// <summary>Where a flow's latest train is found.</summary>
/// <param name="Generation">The batch this was written in; others are stale.</param>
/// <param name="FlowHash">The flow.</param>
/// <param name="Train">The train's place in the batch's list.</param>
internal readonly record struct OpenTrain(uint Generation, uint FlowHash, int Train);
