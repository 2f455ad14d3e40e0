using Falcon.Api;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>All ports of a worker through one packet socket (packet(7)); the port is told by the interface index.</summary>
public sealed class PacketPortLane : IPortLane
{
    private readonly PacketSocket _socket;
    private readonly PacketCollector _collector;
    private readonly PacketDeliverer _deliverer;
    private readonly Lock _counting = new();
    private long _arrived;
    private long _bufferFull;

    /// <summary>Takes over an open packet socket.</summary>
    /// <param name="socket">Bound to no device, in the namespace of the host ends; opened with <see cref="SlicesPerMessage"/>.</param>
    /// <param name="umem">Where frames lie.</param>
    /// <param name="state">The ports; more may come.</param>
    /// <param name="mtu">The largest MTU that the ports' overlays may have.</param>
    public PacketPortLane(PacketSocket socket, Umem umem, ForwardingState state, int mtu)
    {
        _socket = socket;
        _collector = new PacketCollector(socket, umem, state.HostEnds, mtu);
        _deliverer = new PacketDeliverer(socket, state);
    }

    /// <inheritdoc/>
    public bool TakesTrains => true;

    /// <inheritdoc/>
    public int FramesInRings => _collector.FramesOffered;

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => [_socket.Fd];

    /// <inheritdoc/>
    public IReadOnlyList<DropCount> KernelDrops
    {
        get
        {
            (_, long full) = ReadStatistics();
            return
            [
                LaneDrop.SocketBufferFull.Of(full + _socket.Overrun),
                LaneDrop.Indescribable.Of(_socket.Indescribable),
                LaneDrop.NoPort.Of(_socket.NoPort + _collector.NoPort),
            ];
        }
    }

    /// <summary>Messages that the kernel has put into the socket so far; they name their device. Any thread; a system call.</summary>
    public long Arrived => ReadStatistics().Arrived;

    /// <summary>
    /// How many messages of those have been given to the pipeline or were lost, all that arrived before them included. Any thread. The
    /// socket gives messages in another order than they arrive in, so what it has given but the collector has not yet taken is left out: an
    /// understatement.
    /// </summary>
    public long Taken
    {
        get
        {
            long taken = _collector.Taken; // in this order, for what happens between two readings must not be counted in
            long completed = _socket.Completed;
            return completed - (_socket.Given - taken);
        }
    }

    /// <inheritdoc/>
    public long OverShareOf(int port) => _socket.OverShareOf(port);

    /// <inheritdoc cref="PacketSocket.RingFault"/>
    public string? RingFault => _socket.RingFault;

    /// <summary>Slices that a message may need in either direction.</summary>
    public static int SlicesPerMessage(int mtu) => Math.Max(PacketDeliverer.SlicesPerMessage, PacketCollector.SlicesPerMessage(mtu));

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache cache) => _collector.Receive(frames, cache);

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason) => _deliverer.Send(frames, cache, out reason);

    /// <summary>Nothing is queued here: the kernel has copied what <see cref="Send"/> took.</summary>
    public void Flush(FrameCache cache) { }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private (long Arrived, long Full) ReadStatistics()
    {
        lock (_counting)
        {
            // The kernel's counters start again with every reading.
            (uint arrived, uint full) = _socket.ReadStatistics();
            _arrived = Unwrap(_arrived + arrived, _socket.Completed);
            return (_arrived, _bufferFull += full);
        }
    }

    /// <summary>
    /// The kernel counts in 32 bits, and the count may have gone round since the last reading, which can be days ago. What has arrived is
    /// never farther from what is completed than the socket is large.
    /// </summary>
    /// <param name="arrived">As counted; right but for multiples of 2³².</param>
    /// <param name="completed">All 64 bits; read a moment later.</param>
    internal static long Unwrap(long arrived, long completed) => completed + (int)(arrived - completed);
}
