using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Rings;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Lanes;

/// <summary>
/// Moves frames through one AF_XDP socket: keeps its fill ring stocked, converts between descriptors and frames, and takes back what the
/// kernel has sent. Used by uplink lanes and <c>xdp</c> port lanes. One thread.
/// </summary>
internal sealed class XskChannel : ITransmitter
{
    private const int Burst = 256;

    /// <summary>A stage kicks at the end of its batch; before that, only a ring that fills up is worth a system call.</summary>
    private const int KickAt = 1024;

    private readonly XdpDescriptor[] _descriptors = new XdpDescriptor[Burst];
    private readonly uint[] _addresses = new uint[Burst];

    private WakeupPolicy _wakeup = new(KickAt, longestWait: long.MaxValue);
    private volatile bool _retired;
    private long _queued;

    public XskChannel(XskSocket socket) => Socket = socket;

    public XskSocket Socket { get; }

    public int FramesInRings => _retired ? 0 : Socket.OutstandingFill + Socket.OutstandingTx;

    /// <summary>Frames lost because the receive ring was full or the fill ring was empty. Any thread.</summary>
    public long LostOnReceive
    {
        get
        {
            if (_retired) return 0;
            try
            {
                XskStatistics statistics = Socket.ReadStatistics();
                return (long)(statistics.RxRingFull + statistics.RxDropped);
            }
            catch (XskException) when (_retired)
            {
                return 0; // the worker has closed it
            }
        }
    }

    /// <inheritdoc/>
    public int TransmitRoom => Socket.TransmitRoom;

    /// <inheritdoc/>
    public long FramesSent => _queued - Socket.OutstandingTx;

    /// <inheritdoc/>
    public long LostOnTransmit => Socket.TransmitBusyDrops + Socket.TransmitErrors;

    /// <summary>Receives waiting frames and restocks the fill ring from the cache.</summary>
    public int Receive(Span<Frame> frames, FrameCache cache)
    {
        int received = Socket.Receive(_descriptors.AsSpan(0, Math.Min(frames.Length, Burst)));
        for (int i = 0; i < received; i++)
        {
            frames[i] = default;
            frames[i].Offset = (uint)_descriptors[i].Address;
            frames[i].Length = (ushort)_descriptors[i].Length;
            Socket.Umem.PrefetchHeaders(frames[i].Offset);
        }

        Stock(cache);
        return received;
    }

    /// <summary>Queues frames for sending; collects sent frames when the ring is short of room.</summary>
    public int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache)
    {
        int accepted = 0;
        while (accepted < frames.Length)
        {
            if (Socket.TransmitRoom < Math.Min(frames.Length - accepted, Burst)) Flush(cache);
            int queued = TransmitBurst(frames[accepted..]);
            if (queued == 0) break;
            accepted += queued;
            _queued += queued;
            _wakeup.Submitted(queued, now: 0);
            if (_wakeup.ShouldKick(now: 0, idle: false)) Flush(cache);
        }

        return accepted;
    }

    /// <summary>Kicks the kernel if it needs it, and returns sent frames to the cache.</summary>
    public void Flush(FrameCache cache)
    {
        if (Socket.OutstandingTx == 0) return;
        if (_wakeup.ShouldKick(now: 0, idle: true))
        {
            Socket.KickTransmit();
            _wakeup.Kicked();
        }

        int completed;
        do
        {
            completed = Socket.Complete(_addresses);
            cache.Return(_addresses.AsSpan(0, completed));
        }
        while (completed == Burst);
    }

    /// <summary>Gives the kernel free frames to receive into.</summary>
    public void Stock(FrameCache cache)
    {
        int room = Socket.FillRoom;
        while (room > 0)
        {
            int taken = cache.Take(_addresses.AsSpan(0, Math.Min(room, Burst)));
            if (taken == 0) break;
            int filled = Socket.Fill(_addresses.AsSpan(0, taken));
            cache.Return(_addresses.AsSpan(filled, taken - filled));
            room -= taken;
        }

        Socket.KickReceive();
    }

    /// <summary>Closes the socket of a device that is gone, and takes back the frames it held.</summary>
    public void Retire(FrameCache cache)
    {
        if (_retired) return;
        _retired = true;
        Socket.Reclaim(cache);
    }

    public void Dispose() => Socket.Dispose();

    private int TransmitBurst(ReadOnlySpan<Frame> frames)
    {
        int count = Math.Min(frames.Length, Burst);
        for (int i = 0; i < count; i++)
        {
            _descriptors[i] = new XdpDescriptor { Address = frames[i].Offset, Length = frames[i].Length };
        }

        return Socket.Transmit(_descriptors.AsSpan(0, count));
    }
}
