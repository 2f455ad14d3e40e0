namespace Falcon.Api;

/// <summary>One queue of one uplink.</summary>
public sealed record UplinkSnapshot
{
    /// <summary>The device's name.</summary>
    public required string Device { get; init; }

    /// <summary>The receive queue.</summary>
    public required int Queue { get; init; }

    /// <summary>Whether frames pass.</summary>
    public required bool Up { get; init; }

    /// <summary>Why not; empty while they do.</summary>
    public required string DownReason { get; init; }

    /// <summary>Whether it is up and takes no frames to send.</summary>
    public bool Stuck { get; init; }

    /// <summary>Largest outer IP packet of the device in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>The bind mode chosen: <c>zero-copy</c>, <c>copy</c> or <c>skb</c>; empty while the device is away.</summary>
    public required string Mode { get; init; }

    /// <summary>Why that mode and no better one; empty when it is the best.</summary>
    public required string ModeReason { get; init; }

    /// <summary>Where overlay frames are taken from it: <c>xdp</c> or <c>tc</c>; empty while the device is away.</summary>
    public string Attach { get; init; } = "";

    /// <summary>Why there; empty for what needs no word.</summary>
    public string AttachReason { get; init; } = "";

    /// <summary>
    /// Why the kernel does not join frames from it to trains for the kernel path; empty where it does, or none are for the kernel path.
    /// </summary>
    public string TrainsFault { get; init; } = "";

    /// <summary>What frames leave by: <c>xsk</c> or <c>packet</c>.</summary>
    public required string Transmit { get; init; }

    /// <summary>Frames received.</summary>
    public required long RxFrames { get; init; }

    /// <summary>Bytes received, outer headers included.</summary>
    public required long RxBytes { get; init; }

    /// <summary>Frames sent.</summary>
    public required long TxFrames { get; init; }

    /// <summary>Bytes sent, outer headers included.</summary>
    public required long TxBytes { get; init; }

    /// <summary>Frames the kernel dropped because the receive ring was full (XDP_STATISTICS).</summary>
    public required long RxRingFull { get; init; }

    /// <summary>
    /// Times the kernel found the fill ring empty (XDP_STATISTICS); each is a frame dropped, but in zero-copy, where the driver asks ahead.
    /// </summary>
    public required long FillRingEmpty { get; init; }

    /// <summary>
    /// Frames dropped by the kernel for other reasons, invalid descriptors included (XDP_STATISTICS), and frames that it refused to send.
    /// </summary>
    public required long KernelDrops { get; init; }

    /// <summary>
    /// Frames that the device has dropped on their way out since the engine started, whoever sent them; at queue 0. Those of Falcon that
    /// the kernel reported as well are also in <see cref="KernelDrops"/>.
    /// </summary>
    public required long DeviceDrops { get; init; }

    /// <summary>
    /// Frames for the engine that were lost between the uplink and the AF_XDP sockets' rings since the device was attached; at queue 0 of
    /// one that is attached at tc.
    /// </summary>
    public long DivertDrops { get; init; }
}
