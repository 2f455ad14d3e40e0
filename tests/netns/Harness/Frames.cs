using Falcon.Engine.Snapshots;

namespace Falcon.Netns.Tests.Harness;

/// <summary>What became of a daemon's frames.</summary>
public static class Frames
{
    /// <summary>At rest every frame of the UMEM is free or in a ring; what is read of a working engine may be a batch off.</summary>
    public static void AreConserved(AdminClient daemon) =>
        Eventually.True(() => Holds(daemon.Status().FramePool), () => $"frames were lost or won: {daemon.Status().FramePool}");

    /// <summary>
    /// The kernel refused none. One that found the fill ring empty, for the worker was kept off its CPU while 2,048 came, counts there and among
    /// the kernel's drops: that one is excused.
    /// </summary>
    public static void AreNotRefused(AdminClient daemon) =>
        Assert.All(daemon.Status().Uplinks, uplink => Assert.InRange(uplink.KernelDrops, 0, uplink.FillRingEmpty));

    private static bool Holds(FramePoolSnapshot pool) =>
        pool.Total > 0 && pool is { Free: >= 0, InRings: >= 0, InStages: 0 } && pool.Free + pool.InRings == pool.Total;
}
