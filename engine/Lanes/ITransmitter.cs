using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Lanes;

/// <summary>A way out of an uplink lane. Called per batch, on the worker's thread only.</summary>
internal interface ITransmitter : IDisposable
{
    /// <summary>Frames that <see cref="Transmit"/> would take now; <see cref="int.MaxValue"/> where nothing limits them.</summary>
    int TransmitRoom { get; }

    /// <inheritdoc cref="IUplinkLane.FramesSent"/>
    long FramesSent { get; }

    /// <summary>Frames that the kernel took and did not send, as far as it tells.</summary>
    long LostOnTransmit { get; }

    /// <inheritdoc cref="IUplinkLane.Transmit"/>
    int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache);

    /// <inheritdoc cref="IUplinkLane.Flush"/>
    void Flush(FrameCache cache);

    /// <inheritdoc cref="IUplinkLane.AwaitRoom"/>
    void AwaitRoom() { }
}
