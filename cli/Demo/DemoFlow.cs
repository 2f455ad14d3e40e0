namespace Falcon.Cli.Demo;

/// <summary>What flowed through Falcon between its last two snapshots, and in total.</summary>
/// <param name="RxFramesPerSecond">From the wire.</param>
/// <param name="TxFramesPerSecond">To the wire.</param>
/// <param name="Stages">Its stages in the order of the pipeline.</param>
/// <param name="Drops">Frames dropped so far, for all reasons.</param>
internal sealed record DemoFlow(double RxFramesPerSecond, double TxFramesPerSecond, IReadOnlyList<StageFlow> Stages, long Drops)
{
    /// <summary>Nothing yet.</summary>
    public static DemoFlow None { get; } = new(0, 0, [], 0);
}
