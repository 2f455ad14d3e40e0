using Falcon.Engine.Stages;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Pipelines;

/// <summary>The stages of Falcon: what each is, and which code runs it. A new stage is a new row here.</summary>
public static class StandardStages
{
    /// <summary>In the order in which frames pass them.</summary>
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
        StageDescriptor.Between(StageId.Handoff, "handoff") with { Drops = typeof(HandoffDrop) });
}
