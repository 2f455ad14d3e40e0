namespace Falcon.Engine.Options;

/// <summary>How many frames the engine needs, from the sizes of its rings.</summary>
public static class UmemDemand
{
    /// <summary>
    /// Entries of each ring of an uplink queue: deep enough to carry a worker over a scheduling delay; beyond that, waiting frames only
    /// cost cache.
    /// </summary>
    internal const int UplinkRing = 2048;

    /// <summary>Entries of each ring of an <c>xdp</c> port lane's socket.</summary>
    internal const int XdpPortRing = 512;

    private const int FramesPerWorker = 16_384;
    private const int LeastPerWorker = 4_096;

    /// <summary>Frames that the fill and transmit rings of all sockets can hold.</summary>
    /// <param name="options">Workers, kind of port lane, ports.</param>
    /// <param name="uplinkQueues">Receive queues of all uplinks together.</param>
    public static long FramesInRings(DataplaneOptions options, int uplinkQueues)
    {
        ArgumentNullException.ThrowIfNull(options);
        long frames = 2L * UplinkRing * uplinkQueues;
        if (options.PortLane != PortLaneKind.Xdp) return frames;
        return frames + 2L * XdpPortRing * options.Workers.Count * options.Overlays.Sum(overlay => overlay.Ports.Count);
    }

    /// <summary>
    /// So many ports of an <c>xdp</c> lane a UMEM has frames for: those of the start, and more as long as workers have some in hand.
    /// </summary>
    /// <inheritdoc cref="FramesInRings"/>
    public static int MostXdpPorts(DataplaneOptions options, int uplinkQueues)
    {
        ArgumentNullException.ThrowIfNull(options);
        long left = Frames(options, uplinkQueues) - (2L * UplinkRing * uplinkQueues) - ((long)LeastPerWorker * options.Workers.Count);
        return (int)Math.Max(options.Overlays.Sum(overlay => overlay.Ports.Count), left / (2L * XdpPortRing * options.Workers.Count));
    }

    /// <summary>Frames of the UMEM: what is configured, else the rings' and what the workers have in hand.</summary>
    /// <inheritdoc cref="FramesInRings"/>
    public static long Frames(DataplaneOptions options, int uplinkQueues)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.UmemFrames ?? FramesInRings(options, uplinkQueues) + (long)FramesPerWorker * options.Workers.Count;
    }
}
