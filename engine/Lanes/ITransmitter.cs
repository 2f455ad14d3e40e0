using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Lanes;

/// <summary>The sending half of an uplink lane. Called per batch, only on the worker's thread.</summary>
internal interface ITransmitter : IDisposable
{
    /// <summary>The frames that <see cref="Transmit"/> would take now; <see cref="int.MaxValue"/> without a limit.</summary>
    int TransmitRoom { get; }

    /// <inheritdoc cref="IUplinkLane.FramesSent"/>
    long FramesSent { get; }

    /// <summary>Frames that the kernel took but did not send, as far as it reports them.</summary>
    long LostOnTransmit { get; }

    /// <inheritdoc cref="IUplinkLane.Transmit"/>
    int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache);

    /// <inheritdoc cref="IUplinkLane.Flush"/>
    void Flush(FrameCache cache);

    /// <inheritdoc cref="IUplinkLane.AwaitRoom"/>
    void AwaitRoom() { }
}
