namespace Falcon.Engine.Options;

/// <summary>Computes how many frames the engine needs, from the sizes of its rings.</summary>
public static class UmemDemand
{
    /// <summary>
    /// Entries of each ring of an uplink queue: enough to bridge a worker's scheduling delay. More would only cost cache.
    /// </summary>
    internal const int UplinkRing = 2048;

    /// <summary>Entries of each ring of an <c>xdp</c> port lane's socket.</summary>
    internal const int XdpPortRing = 512;

    private const int FramesPerWorker = 16_384;
    private const int LeastPerWorker = 4_096;

    /// <summary>Frames that the fill and transmit rings of all sockets can hold.</summary>
    /// <param name="options">Uses the workers, the kind of port lane and the ports.</param>
    /// <param name="uplinkQueues">Receive queues of all uplinks together.</param>
    public static long FramesInRings(DataplaneOptions options, int uplinkQueues)
    {
        ArgumentNullException.ThrowIfNull(options);
        long frames = 2L * UplinkRing * uplinkQueues;
        if (options.PortLane != PortLaneKind.Xdp) return frames;
        return frames + 2L * XdpPortRing * options.Workers.Count * options.Overlays.Sum(overlay => overlay.Ports.Count);
    }

    /// <summary>
    /// The most ports of an <c>xdp</c> lane that the UMEM has frames for: those of the start, and more while enough frames remain for the
    /// workers.
    /// </summary>
    /// <inheritdoc cref="FramesInRings"/>
    public static int MostXdpPorts(DataplaneOptions options, int uplinkQueues)
    {
        ArgumentNullException.ThrowIfNull(options);
        long left = Frames(options, uplinkQueues) - (2L * UplinkRing * uplinkQueues) - ((long)LeastPerWorker * options.Workers.Count);
        return (int)Math.Max(options.Overlays.Sum(overlay => overlay.Ports.Count), left / (2L * XdpPortRing * options.Workers.Count));
    }

    /// <summary>The frames of the UMEM: the configured number, or what the rings and the workers need.</summary>
    /// <inheritdoc cref="FramesInRings"/>
    public static long Frames(DataplaneOptions options, int uplinkQueues)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.UmemFrames ?? FramesInRings(options, uplinkQueues) + (long)FramesPerWorker * options.Workers.Count;
    }
}
