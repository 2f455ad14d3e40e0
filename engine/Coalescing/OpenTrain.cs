namespace Falcon.Engine.Coalescing;

/// <summary>Points to a flow's latest train.</summary>
/// <param name="Generation">The batch that wrote this entry; entries of other batches are stale.</param>
/// <param name="FlowHash">The flow's hash.</param>
/// <param name="Train">The index of the train in the batch's list.</param>
internal readonly record struct OpenTrain(uint Generation, uint FlowHash, int Train);
