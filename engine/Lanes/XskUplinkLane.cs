using System.Collections.Concurrent;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Lanes;

/// <summary>
/// The AF_XDP sockets of an uplink's queues that one worker owns. It has none while the device is away, or where there are more workers
/// than queues. It sends on the first socket, or by a packet socket. Sockets are bound to a device: when the uplink gets another device,
/// the control thread hands over new sockets, and the worker, which owns the rings, adopts them at the end of its turn.
/// </summary>
public sealed class XskUplinkLane : IUplinkLane
{
    private readonly ConcurrentQueue<UplinkEnd> _superseded = new();
    private UplinkEnd _wanted; // the control thread replaces the whole object
    private UplinkEnd _adopted; // what the worker uses
    private XskChannel[] _queues;
    private ITransmitter? _transmitter;
    private long _lostBefore; // by transmitters that are gone
    private int _turn;
    private TrafficCounters _traffic;
    private volatile int _pollVersion;
    private volatile bool _stuck;

    /// <summary>Makes a lane that owns these bound sockets.</summary>
    public XskUplinkLane(int uplink, IReadOnlyList<XskSocket> queues)
        : this(uplink, queues, packets: null)
    {
    }

    /// <summary>Makes a lane that owns these bound sockets, and a transmitter that sends instead of them.</summary>
    internal XskUplinkLane(int uplink, IReadOnlyList<XskSocket> queues, ITransmitter? packets)
    {
        Uplink = uplink;
        _wanted = _adopted = new UplinkEnd(queues, packets);
        _queues = [.. queues.Select(queue => new XskChannel(queue))];
        _transmitter = packets ?? _queues.FirstOrDefault();
    }

    /// <summary>Further frames for this lane to receive; null for most lanes.</summary>
    internal ReassembledFrames? Reassembled { get; set; }

    /// <summary>Whether the sockets get what the kernel path has left of the uplink's frames.</summary>
    internal bool IsBehindPath { get; set; }

    /// <inheritdoc/>
    public int ReceivedFromPath { get; private set; }

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

        ReceivedFromPath = IsBehindPath ? received : 0;
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
    /// Hands over other sockets, which the lane then owns. One thread at a time, but not the worker's; wake the worker afterwards.
    /// </summary>
    /// <param name="queues">Sockets bound to the queues that the worker owns; empty while the device is away.</param>
    /// <param name="packets">Sends instead of the first socket; null: the first socket sends.</param>
    internal void Serve(IReadOnlyList<XskSocket> queues, ITransmitter? packets)
    {
        UplinkEnd old = _wanted;
        Volatile.Write(ref _wanted, new UplinkEnd(queues, packets));
        _superseded.Enqueue(old); // only now: what the worker finds here is no longer wanted
    }

    /// <inheritdoc/>
    public void AwaitRoom() => _transmitter?.AwaitRoom();

    /// <summary>Closes the sockets. Frames in their rings are lost with the UMEM.</summary>
    public void Dispose()
    {
        _wanted.Dispose();
        foreach (UplinkEnd end in _superseded) end.Dispose();
    }

    private void Adopt(FrameCache cache)
    {
        List<UplinkEnd> superseded = [];
        while (_superseded.TryDequeue(out UplinkEnd? old)) superseded.Add(old); // before the wanted end is read: see Serve
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
