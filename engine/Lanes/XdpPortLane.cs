using System.Collections.Concurrent;
using Falcon.Api;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Lanes;

/// <summary>
/// A worker's ports through one AF_XDP socket each, on the host ends of their veth pairs. These frames carry no checksum information, so
/// transmit checksum offload is off in the containers. A socket is bound to a device. When a port gets another device or loses it, the
/// control thread says so, and the worker, which owns the rings, follows at the end of its turn.
/// </summary>
public sealed class XdpPortLane(ForwardingState state) : IPortLane
{
    private readonly XskChannel?[] _channels = new XskChannel?[ForwardingState.MostPorts];
    private readonly ConcurrentQueue<XskSocket> _superseded = new();
    private XskSocket?[] _wanted = []; // by port; the control thread replaces the whole array
    private XskSocket?[] _adopted = []; // the array that the worker uses
    private int[] _served = []; // the ports that have a channel
    private int _turn;
    private long _receiveLost; // by channels that are gone
    private long _transmitLost;
    private volatile int _pollVersion;

    /// <inheritdoc/>
    public bool TakesTrains => false;

    /// <inheritdoc/>
    public int FramesInRings => Channels.Sum(channel => channel.FramesInRings);

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => [.. Channels.Select(channel => channel.Socket.Fd)];

    /// <inheritdoc/>
    public int PollVersion => _pollVersion;

    /// <inheritdoc/>
    public bool MaySleep => Volatile.Read(ref _wanted) == _adopted;

    /// <inheritdoc/>
    public IReadOnlyList<DropCount> KernelDrops =>
    [
        LaneDrop.RingFull.Of(Volatile.Read(ref _receiveLost) + Channels.Sum(channel => channel.LostOnReceive)),
        LaneDrop.KernelRefused.Of(Volatile.Read(ref _transmitLost) + Channels.Sum(channel => channel.LostOnTransmit)),
    ];

    private IEnumerable<XskChannel> Channels => Volatile.Read(ref _served).Select(port => _channels[port]).OfType<XskChannel>();

    /// <summary>
    /// Makes the worker serve a port by a socket, which the lane then owns, or stop serving it. One thread at a time, but not the worker's;
    /// wake the worker afterwards.
    /// </summary>
    /// <param name="port">The port's index.</param>
    /// <param name="socket">A socket bound to the port's device; null when the device is gone.</param>
    public void Serve(int port, XskSocket? socket)
    {
        var wanted = new XskSocket?[Math.Max(_wanted.Length, port + 1)];
        _wanted.CopyTo(wanted, 0);
        if (wanted[port] == socket) return;
        XskSocket? old = wanted[port];
        wanted[port] = socket;
        Volatile.Write(ref _wanted, wanted);
        if (old is not null) _superseded.Enqueue(old); // only now: later arrays do not contain what the worker finds here
    }

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache cache)
    {
        int received = 0;
        Port[] ports = state.Ports;
        for (int i = 0; i < _served.Length && received < frames.Length; i++)
        {
            _turn = _turn + 1 < _served.Length ? _turn + 1 : 0;
            int port = _served[_turn];
            if (port >= ports.Length || !ports[port].Up) continue; // its table entry is about to come
            int taken = _channels[port]!.Receive(frames[received..], cache);
            foreach (ref Frame frame in frames.Slice(received, taken)) frame.Source = (ushort)port;
            received += taken;
        }

        return received;
    }

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason)
    {
        reason = DeliverDrop.NoBuffers;
        int sent = 0;
        while (sent < frames.Length)
        {
            ushort target = frames[sent].Target;
            int end = sent + 1;
            while (end < frames.Length && frames[end].Target == target) end++;
            if (_channels[target] is not { } channel) break;
            sent += channel.Transmit(frames[sent..end], cache);
            if (sent < end) break;
        }

        return sent;
    }

    /// <inheritdoc/>
    public void Flush(FrameCache cache)
    {
        if (!MaySleep) Adopt(cache);
        foreach (int port in _served) _channels[port]!.Flush(cache);
    }

    /// <summary>Closes the sockets. Frames in their rings are lost with the UMEM.</summary>
    public void Dispose()
    {
        foreach (XskSocket? socket in _wanted) socket?.Dispose();
        foreach (XskSocket socket in _superseded) socket.Dispose();
    }

    private void Adopt(FrameCache cache)
    {
        List<XskSocket> superseded = [];
        while (_superseded.TryDequeue(out XskSocket? old)) superseded.Add(old); // before the array is read: see Serve
        _adopted = Volatile.Read(ref _wanted);
        for (int port = 0; port < _adopted.Length; port++)
        {
            XskChannel? known = _channels[port];
            if (known?.Socket == _adopted[port]) continue;
            if (known is not null) Retire(known, cache);
            _channels[port] = _adopted[port] is { } socket ? new XskChannel(socket) : null;
            _channels[port]?.Stock(cache);
        }

        foreach (XskSocket socket in superseded) socket.Dispose(); // retired by now, or never adopted
        Volatile.Write(ref _served, [.. Enumerable.Range(0, _adopted.Length).Where(port => _channels[port] is not null)]);
        _pollVersion++;
    }

    private void Retire(XskChannel channel, FrameCache cache)
    {
        Volatile.Write(ref _receiveLost, _receiveLost + channel.LostOnReceive);
        Volatile.Write(ref _transmitLost, _transmitLost + channel.LostOnTransmit);
        channel.Retire(cache);
    }
}
