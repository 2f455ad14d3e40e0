using System.Collections.Concurrent;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Lanes;

/// <summary>
/// The queues of an uplink that one worker owns, as AF_XDP sockets; none, where there are more workers than queues, or while the device is
/// away. Sends on the first of them, or by a packet socket. Sockets are bound to a device: when the uplink gets another one, the control
/// thread hands over new sockets, and the worker, which owns the rings, takes them up at the end of its turn.
/// </summary>
public sealed class XskUplinkLane : IUplinkLane
{
    private readonly ConcurrentQueue<UplinkEnd> _superseded = new();
    private UplinkEnd _wanted; // replaced whole by the control thread
    private UplinkEnd _adopted; // what the worker uses
    private XskChannel[] _queues;
    private ITransmitter? _transmitter;
    private long _lostBefore; // by transmitters that are gone
    private int _turn;
    private TrafficCounters _traffic;
    private volatile int _pollVersion;
    private volatile bool _stuck;

    /// <summary>Takes over bound sockets.</summary>
    public XskUplinkLane(int uplink, IReadOnlyList<XskSocket> queues)
        : this(uplink, queues, packets: null)
    {
    }

    /// <summary>Takes over bound sockets, and what to send by instead of them.</summary>
    internal XskUplinkLane(int uplink, IReadOnlyList<XskSocket> queues, ITransmitter? packets)
    {
        Uplink = uplink;
        _wanted = _adopted = new UplinkEnd(queues, packets);
        _queues = [.. queues.Select(queue => new XskChannel(queue))];
        _transmitter = packets ?? _queues.FirstOrDefault();
    }

    /// <summary>More frames for this lane to receive; null with most lanes.</summary>
    internal ReassembledFrames? Reassembled { get; set; }

    /// <inheritdoc/>
    public int Uplink { get; }

    /// <inheritdoc/>
    public int FramesInRings => Volatile.Read(ref _queues).Sum(queue => queue.FramesInRings);

    /// <inheritdoc/>
    public int TransmitRoom => _transmitter?.TransmitRoom ?? int.MaxValue;

    /// <inheritdoc/>
    public long FramesSent => _transmitter?.FramesSent ?? 0;

    /// <inheritdoc/>
    public bool IsStuck
    {
        get => _stuck;
        set => _stuck = value;
    }

    /// <inheritdoc/>
    public ref readonly TrafficCounters Traffic => ref _traffic;

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => Array.ConvertAll(_queues, queue => queue.Socket.Fd);

    /// <inheritdoc/>
    public int PollVersion => _pollVersion;

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache cache)
    {
        int received = 0;
        for (int i = 0; i < _queues.Length && received < frames.Length; i++)
        {
            XskChannel queue = _queues[_turn];
            _turn = _turn + 1 < _queues.Length ? _turn + 1 : 0;
            received += queue.Receive(frames[received..], cache);
        }

        if (Reassembled is { } others) received += others.Take(frames[received..], cache);
        _traffic.RxFrames += received;
        foreach (ref Frame frame in frames[..received])
        {
            frame.Source = (ushort)Uplink;
            _traffic.RxBytes += frame.Length;
        }

        return received;
    }

    /// <inheritdoc/>
    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache)
    {
        int accepted = _transmitter?.Transmit(frames, cache) ?? 0;
        _traffic.TxFrames += accepted;
        foreach (ref readonly Frame frame in frames[..accepted]) _traffic.TxBytes += frame.Length;
        return accepted;
    }

    /// <inheritdoc/>
    public void Flush(FrameCache cache)
    {
        if (Volatile.Read(ref _wanted) != _adopted) Adopt(cache);
        if (_transmitter is null) return;
        _transmitter.Flush(cache);
        _traffic.TxLost = _lostBefore + _transmitter.LostOnTransmit;
    }

    /// <summary>
    /// Hands over other sockets, which are the lane's from then on. One thread at a time, any but the worker's; wake the worker after it.
    /// </summary>
    /// <param name="queues">Bound to the queues that the worker owns; none while the device is away.</param>
    /// <param name="packets">What to send by instead of the first of them.</param>
    internal void Serve(IReadOnlyList<XskSocket> queues, ITransmitter? packets)
    {
        UplinkEnd old = _wanted;
        Volatile.Write(ref _wanted, new UplinkEnd(queues, packets));
        _superseded.Enqueue(old); // only now: what the worker finds there is wanted no more
    }

    /// <inheritdoc/>
    public void AwaitRoom() => _transmitter?.AwaitRoom();

    /// <summary>Closes the sockets; what lies in their rings is lost with the UMEM.</summary>
    public void Dispose()
    {
        _wanted.Dispose();
        foreach (UplinkEnd end in _superseded) end.Dispose();
    }

    private void Adopt(FrameCache cache)
    {
        List<UplinkEnd> superseded = [];
        while (_superseded.TryDequeue(out UplinkEnd? old)) superseded.Add(old); // before the wanted one is read: see Serve
        _adopted = Volatile.Read(ref _wanted);
        _lostBefore += _transmitter?.LostOnTransmit ?? 0;
        foreach (XskChannel queue in _queues) queue.Retire(cache);
        XskChannel[] queues = [.. _adopted.Sockets.Select(socket => new XskChannel(socket))];
        foreach (XskChannel queue in queues) queue.Stock(cache);
        _turn = 0;
        Volatile.Write(ref _queues, queues);
        _transmitter = _adopted.Packets ?? queues.FirstOrDefault();
        foreach (UplinkEnd end in superseded) end.Dispose(); // its frames were taken back, or it never had any
        _pollVersion++;
    }
}
