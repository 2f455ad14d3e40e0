using Falcon.Api;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Checks that a daemon loses no frames.</summary>
public static class Frames
{
    /// <summary>
    /// Checks that at rest every frame of the UMEM is free or in a ring. Numbers read from a working engine may be off by a batch.
    /// </summary>
    public static void AreConserved(Admin daemon) =>
        Eventually.True(() => Holds(daemon.Status().FramePool), () => $"frames were lost or won: {daemon.Status().FramePool}");

    private static bool Holds(FramePoolSnapshot pool) =>
        pool.Total > 0 && pool is { Free: >= 0, InRings: >= 0, InStages: 0 } && pool.Free + pool.InRings == pool.Total;
}
