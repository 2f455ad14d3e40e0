namespace Falcon.Steering.Routing;

/// <summary>What is known of the steered stages as a whole.</summary>
public static class SteeredStages
{
    /// <summary>How many there are; their values count from 0.</summary>
    public const int Count = 3;

    /// <summary>All of them, in the order frames pass them.</summary>
    public static ReadOnlySpan<SteeredStage> All => [SteeredStage.Coalesce, SteeredStage.Deliver, SteeredStage.Encapsulate];

    /// <summary>The ways that frames take, by their first stage: towards containers, and towards the wire.</summary>
    public static ReadOnlySpan<SteeredStage> Chains => [SteeredStage.Coalesce, SteeredStage.Encapsulate];
}
