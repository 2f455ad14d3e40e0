using Falcon.Engine.Snapshots;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Frame conservation of a daemon.</summary>
public static class Frames
{
    /// <summary>At rest every frame of the UMEM is free, in a ring or in a stage; the counters are read without stopping, so it may take a moment.</summary>
    public static void AreConserved(AdminClient daemon) =>
        Eventually.True(() => Holds(daemon.Status().FramePool), () => $"frames were lost or won: {daemon.Status().FramePool}");

    private static bool Holds(FramePoolSnapshot pool) =>
        pool.Total > 0 && pool is { Free: >= 0, InRings: >= 0, InStages: 0 } && pool.Free + pool.InRings == pool.Total;
}
