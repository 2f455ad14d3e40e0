using Falcon.Api;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Frame conservation of a daemon.</summary>
public static class Frames
{
    /// <summary>At rest every frame of the UMEM is free or in a ring; what is read of a working engine may be a batch off.</summary>
    public static void AreConserved(Admin daemon) =>
        Eventually.True(() => Holds(daemon.Status().FramePool), () => $"frames were lost or won: {daemon.Status().FramePool}");

    private static bool Holds(FramePoolSnapshot pool) =>
        pool.Total > 0 && pool is { Free: >= 0, InRings: >= 0, InStages: 0 } && pool.Free + pool.InRings == pool.Total;
}
