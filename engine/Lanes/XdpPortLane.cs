using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Xsk;

namespace Falcon.Engine.Lanes;

/// <summary>
/// The ports of a worker through one AF_XDP socket each, on the host ends of their veth pairs. Such a frame carries no word on
/// its checksum, so the containers' transmit checksumming is off.
/// </summary>
public sealed class XdpPortLane : IPortLane
{
    private readonly XskChannel[] _ports;
    private readonly IReadOnlyList<PortProgram> _programs;
    private int _turn;

    /// <summary>Takes over bound sockets and the programs that feed them, by port index.</summary>
    public XdpPortLane(IReadOnlyList<XskSocket> ports, IReadOnlyList<PortProgram> programs)
    {
        _ports = [.. ports.Select(socket => new XskChannel(socket))];
        _programs = programs;
    }

    /// <inheritdoc/>
    public bool TakesTrains => false;

    /// <inheritdoc/>
    public int FramesInRings => _ports.Sum(port => port.FramesInRings);

    /// <inheritdoc/>
    public IReadOnlyList<int> PollDescriptors => Array.ConvertAll(_ports, port => port.Socket.Fd);

    /// <inheritdoc/>
    public int Receive(Span<Frame> frames, FrameCache pool)
    {
        int received = 0;
        for (int i = 0; i < _ports.Length && received < frames.Length; i++)
        {
            int port = _turn;
            _turn = (_turn + 1) % _ports.Length;
            int taken = _ports[port].Receive(frames[received..], pool);
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
            sent += _ports[target].Transmit(frames[sent..end], pool);
            if (sent < end) break;
        }

        return sent;
    }

    /// <inheritdoc/>
    public void Flush(FrameCache pool)
    {
        foreach (XskChannel port in _ports) port.Flush(pool);
    }

    /// <summary>Detaches the programs and closes the sockets; what lies in their rings is lost with the UMEM.</summary>
    public void Dispose()
    {
        foreach (PortProgram program in _programs) program.Dispose();
        foreach (XskChannel port in _ports) port.Socket.Dispose();
    }
}
