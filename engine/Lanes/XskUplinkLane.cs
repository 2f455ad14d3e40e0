using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes.Packets;
using Falcon.Xsk;

namespace Falcon.Engine.Lanes;

/// <summary>
/// The queues of an uplink that one worker owns, as AF_XDP sockets; none, where there are more workers than queues. Sends on the first of
/// them, or by a packet socket.
/// </summary>
public sealed class XskUplinkLane : IUplinkLane
{
    private readonly XskChannel[] _queues;
    private readonly ITransmitter? _transmitter;
    private int _turn;
    private TrafficCounters _traffic;

    /// <summary>Takes over bound sockets.</summary>
    public XskUplinkLane(int uplink, IReadOnlyList<XskSocket> queues)
        : this(uplink, queues, packets: null)
    {
    }

    /// <summary>Takes over bound sockets, and what to send by instead of them.</summary>
    internal XskUplinkLane(int uplink, IReadOnlyList<XskSocket> queues, PacketTransmitter? packets)
    {
        Uplink = uplink;
        _queues = [.. queues.Select(queue => new XskChannel(queue))];
        _transmitter = packets as ITransmitter ?? _queues.FirstOrDefault();
    }

    /// <inheritdoc/>
    public int Uplink { get; }

    /// <inheritdoc/>
    public int FramesInRings => _queues.Sum(queue => queue.FramesInRings);

    /// <inheritdoc/>
    public int TransmitRoom => _transmitter?.TransmitRoom ?? int.MaxValue;

    /// <inheritdoc/>
    public long FramesSent => _transmitter?.FramesSent ?? 0;

    /// <inheritdoc/>
    public ref readonly TrafficCounters Traffic => ref _traffic;

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => Array.ConvertAll(_queues, queue => queue.Socket.Fd);

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache pool)
    {
        int received = 0;
        for (int i = 0; i < _queues.Length && received < frames.Length; i++)
        {
            XskChannel queue = _queues[_turn];
            _turn = (_turn + 1) % _queues.Length;
            received += queue.Receive(frames[received..], pool);
        }

        _traffic.RxFrames += received;
        foreach (ref Frame frame in frames[..received])
        {
            frame.Source = (ushort)Uplink;
            _traffic.RxBytes += frame.Length;
        }

        return received;
    }

    /// <inheritdoc/>
    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache pool)
    {
        int accepted = _transmitter?.Transmit(frames, pool) ?? 0;
        _traffic.TxFrames += accepted;
        foreach (ref readonly Frame frame in frames[..accepted]) _traffic.TxBytes += frame.Length;
        return accepted;
    }

    /// <inheritdoc/>
    public void Flush(FrameCache pool)
    {
        if (_transmitter is null) return;
        _transmitter.Flush(pool);
        _traffic.TxLost = _transmitter.LostOnTransmit;
    }

    /// <inheritdoc/>
    public void AwaitRoom() => _transmitter?.AwaitRoom();

    /// <summary>Closes the sockets; what lies in their rings is lost with the UMEM.</summary>
    public void Dispose()
    {
        foreach (XskChannel queue in _queues) queue.Dispose();
        _transmitter?.Dispose();
    }
}
