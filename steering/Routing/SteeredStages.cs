namespace Falcon.Steering.Routing;

/// <summary>All steered stages.</summary>
public static class SteeredStages
{
    /// <summary>How many there are. Their values count from 0.</summary>
    public const int Count = 3;

    /// <summary>All of them, in the order in which frames pass them.</summary>
    public static ReadOnlySpan<SteeredStage> All => [SteeredStage.Coalesce, SteeredStage.Deliver, SteeredStage.Encapsulate];

    /// <summary>The directions of frames, each named by its first stage: towards containers, and towards the wire.</summary>
    public static ReadOnlySpan<SteeredStage> Chains => [SteeredStage.Coalesce, SteeredStage.Encapsulate];
}
