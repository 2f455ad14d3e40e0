using Falcon.Api;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>All ports of a worker through one packet socket (packet(7)). The interface index identifies the port.</summary>
public sealed class PacketPortLane : IPortLane
{
    private readonly PacketSocket _socket;
    private readonly PacketCollector _collector;
    private readonly PacketDeliverer _deliverer;
    private readonly Lock _counting = new();
    private long _arrived;
    private long _bufferFull;

    /// <summary>Makes a lane that owns an open packet socket.</summary>
    /// <param name="socket">
    /// A socket in the namespace of the host ends, bound to no device and opened with <see cref="SlicesPerMessage"/>.
    /// </param>
    /// <param name="umem">The memory that holds the frames.</param>
    /// <param name="state">The ports; more may be added later.</param>
    /// <param name="mtu">The largest MTU that the ports' overlays may have, in bytes.</param>
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

    /// <summary>
    /// Messages that the kernel has put into the socket so far; they name their device by index. Any thread; makes a system call.
    /// </summary>
    public long Arrived => ReadStatistics().Arrived;

    /// <summary>
    /// Of <see cref="Arrived"/>, the messages that were given to the pipeline or lost, together with all that arrived before them. Any
    /// thread. The socket gives messages in another order than they arrive in, so those it has given but the collector has not yet taken
    /// are left out: an underestimate.
    /// </summary>
    public long Taken
    {
        get
        {
            long taken = _collector.Taken; // in this order: what happens between the two reads must not be counted
            long completed = _socket.Completed;
            return completed - (_socket.Given - taken);
        }
    }

    /// <inheritdoc/>
    public long OverShareOf(int port) => _socket.OverShareOf(port);

    /// <inheritdoc cref="PacketSocket.RingFault"/>
    public string? RingFault => _socket.RingFault;

    /// <summary>The slices that a message may need in either direction.</summary>
    public static int SlicesPerMessage(int mtu) => Math.Max(PacketDeliverer.SlicesPerMessage, PacketCollector.SlicesPerMessage(mtu));

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache cache) => _collector.Receive(frames, cache);

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason) => _deliverer.Send(frames, cache, out reason);

    /// <summary>Does nothing: the kernel has copied what <see cref="Send"/> took.</summary>
    public void Flush(FrameCache cache) { }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private (long Arrived, long Full) ReadStatistics()
    {
        lock (_counting)
        {
            // Each read resets the kernel's counters.
            (uint arrived, uint full) = _socket.ReadStatistics();
            _arrived = Unwrap(_arrived + arrived, _socket.Completed);
            return (_arrived, _bufferFull += full);
        }
    }

    /// <summary>
    /// Corrects a count of arrivals. The kernel counts in 32 bits, and its counter may have wrapped since the last reading, even days ago.
    /// Arrivals are never ahead of completions by more than the socket holds.
    /// </summary>
    /// <param name="arrived">The count; correct modulo 2³².</param>
    /// <param name="completed">The completions in 64 bits, read a moment later.</param>
    internal static long Unwrap(long arrived, long completed) => completed + (int)(arrived - completed);
}
