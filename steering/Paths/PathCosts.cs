namespace Falcon.Steering.Paths;

/// <summary>What the datagrams of a port have cost so far, by whichever path.</summary>
/// <param name="Nanoseconds">CPU time billed to the port.</param>
/// <param name="Frames">Datagrams that it sent or that came for it.</param>
/// <param name="Delivered">Those of them that arrived at a socket, or at the wire.</param>
/// <param name="ByEngine">Frames that the engine carried.</param>
/// <param name="ByKernel">Frames that the kernel path carried.</param>
public readonly record struct PathCosts(long Nanoseconds, long Frames, long Delivered, long ByEngine, long ByKernel)
{
    /// <summary>CPU time per delivered datagram, in nanoseconds.</summary>
    public double PerFrame => (double)Nanoseconds / Math.Max(Delivered, 1);

    /// <summary>The share of the engine in what was carried.</summary>
    public double EngineShare => (double)ByEngine / Math.Max(ByEngine + ByKernel, 1);

    /// <summary>What was added since an earlier moment.</summary>
    public static PathCosts operator -(PathCosts now, PathCosts before) =>
        new(
            now.Nanoseconds - before.Nanoseconds, now.Frames - before.Frames, now.Delivered - before.Delivered,
            now.ByEngine - before.ByEngine, now.ByKernel - before.ByKernel);
}
