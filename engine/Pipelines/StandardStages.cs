using Falcon.Engine.Stages;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Pipelines;

/// <summary>The stages of Falcon and the code that runs them. To add a stage, add a row here.</summary>
public static class StandardStages
{
    /// <summary>The table, in the order in which frames pass the stages.</summary>
    public static StageTable Table { get; } = new(
        RunnableStage.Of<DecapsulateStage>("decapsulate", StageSection.FromWire, StageExits.ToBridge) with
        {
            Drops = typeof(DecapsulateDrop),
        },
        RunnableStage.Of<CollectStage>("collect", StageSection.FromContainers, StageExits.ToBridge) with
        {
            Drops = typeof(CollectDrop),
        },
        RunnableStage.Of<BridgeStage>("bridge", StageSection.Bridge, StageExits.ToPort | StageExits.ToWire) with
        {
            Drops = typeof(BridgeDrop),
        },
        RunnableStage.Of("coalesce", StageSection.ToPort, StageExits.ToPort, context => new CoalesceStage(context)) with
        {
            HandedOver = SteeredStage.Coalesce,
        },
        RunnableStage.Of<DeliverStage>("deliver", StageSection.ToPort, StageExits.ToLane) with
        {
            Drops = typeof(DeliverDrop),
            HandedOver = SteeredStage.Deliver,
        },
        RunnableStage.Of<EncapsulateStage>("encapsulate", StageSection.ToWire, StageExits.ToLane) with
        {
            Drops = typeof(EncapsulateDrop),
            HandedOver = SteeredStage.Encapsulate,
        },
        StageDescriptor.Between(StageId.Handoff, "handoff") with { Drops = typeof(HandoffDrop) },
        StageDescriptor.InKernel(StageId.Kernel, "kernel"));
}
