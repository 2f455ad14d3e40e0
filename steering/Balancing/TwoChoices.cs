using System.Numerics;
using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// The two workers that hashing offers for a stage of a bucket (the Falcon paper, EuroSys'21, section 4.2). The stage is part of the hash,
/// so that the stages of one flow land on different workers. Double hashing gives the second choice, which is never the first.
/// </summary>
public static class TwoChoices
{
    /// <summary>The worker to try first.</summary>
    public static int First(SteeredStage stage, int bucket, int workers) => (int)(Hash(stage, bucket) % (uint)workers);

    /// <summary>The worker to try when the first is loaded; the first one again if there is only one worker.</summary>
    public static int Second(SteeredStage stage, int bucket, int workers)
    {
        if (workers == 1) return 0;
        uint step = 1 + BitOperations.Crc32C(Hash(stage, bucket), 0x9E37_79B9u) % (uint)(workers - 1);
        return (int)((Hash(stage, bucket) % (uint)workers + step) % (uint)workers);
    }

    private static uint Hash(SteeredStage stage, int bucket) =>
        FlowHash.Mix(BitOperations.Crc32C(0, ((ulong)stage + 1) << 32 | (uint)bucket));
}
