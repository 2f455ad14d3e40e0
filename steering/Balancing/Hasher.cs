using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// Places stages that are always pipelined as the Falcon paper does: on the first choice, or on the second if the first is above the
/// threshold and the second is not. Unlike in the paper, a bucket stays until its worker is hot again, so that it does not swing.
/// </summary>
internal sealed class Hasher(Placement placement, SteeringOptions options, Mover mover)
{
    public void Place(ReadOnlySpan<double> loads)
    {
        foreach (SteeredStage stage in SteeredStages.All)
        {
            if (options.ModeOf(stage) != StageMode.Pipelined) continue;
            for (int bucket = 0; bucket < placement.Buckets && mover.MayMove; bucket++) Place(stage, bucket, loads);
        }
    }

    private void Place(SteeredStage stage, int bucket, ReadOnlySpan<double> loads)
    {
        int first = TwoChoices.First(stage, bucket, placement.Workers), second = TwoChoices.Second(stage, bucket, placement.Workers);
        int now = placement.Wanted(stage, bucket);
        if (now != first && now != second) now = first;
        int other = now == first ? second : first;
        if (loads[now] > options.LoadThreshold && loads[other] <= options.LoadThreshold && mover.IsSettled(stage, bucket)) now = other;
        mover.Move(stage, bucket, now);
    }
}
