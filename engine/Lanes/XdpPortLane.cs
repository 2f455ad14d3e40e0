using Falcon.Engine.Frames;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Lanes;

/// <summary>
/// The ports of a worker through one AF_XDP socket each, on the host ends of their veth pairs. Such a frame carries no word on
/// its checksum, so the containers' transmit checksumming is off.
/// </summary>
public sealed class XdpPortLane : IPortLane
{
    private readonly XskChannel[] _channels;
    private readonly Port[] _ports;
    private int _turn;

    /// <summary>Takes over bound sockets, by port index.</summary>
    public XdpPortLane(Port[] ports, IReadOnlyList<XskSocket> sockets)
    {
        _ports = ports;
        _channels = [.. sockets.Select(socket => new XskChannel(socket))];
    }

    /// <inheritdoc/>
    public bool TakesTrains => false;

    /// <inheritdoc/>
    public int FramesInRings => _channels.Sum(channel => channel.FramesInRings);

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => Array.ConvertAll(_channels, channel => channel.Socket.Fd);

    /// <inheritdoc/>
    public IReadOnlyList<DropCount> KernelDrops =>
    [
        new("collect", "ring-full", _channels.Sum(channel => channel.LostOnReceive)),
        new("deliver", "kernel-refused", _channels.Sum(channel => channel.LostOnTransmit)),
    ];

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache pool)
    {
        int received = 0;
        for (int i = 0; i < _channels.Length && received < frames.Length; i++)
        {
            int port = _turn;
            _turn = (_turn + 1) % _channels.Length;
            if (!_ports[port].Up) continue;
            int taken = _channels[port].Receive(frames[received..], pool);
            foreach (ref Frame frame in frames.Slice(received, taken)) frame.Source = (ushort)port;
            received += taken;
        }

        return received;
    }

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<Frame> frames, FrameCache pool, out DeliverDrop reason)
    {
        reason = DeliverDrop.NoBuffers;
        int sent = 0;
        while (sent < frames.Length)
        {
            ushort target = frames[sent].Target;
            int end = sent + 1;
            while (end < frames.Length && frames[end].Target == target) end++;
            sent += _channels[target].Transmit(frames[sent..end], pool);
            if (sent < end) break;
        }

        return sent;
    }

    /// <inheritdoc/>
    public void Flush(FrameCache pool)
    {
        for (int port = 0; port < _channels.Length; port++)
        {
            if (_ports[port].Up) _channels[port].Flush(pool);
            else _channels[port].Retire(pool); // its device is gone: nothing comes back by itself
        }
    }

    /// <summary>Closes the sockets; what lies in their rings is lost with the UMEM.</summary>
    public void Dispose()
    {
        foreach (XskChannel channel in _channels) channel.Dispose();
    }
}
