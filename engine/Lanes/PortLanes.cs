using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Lanes;

/// <summary>The port lanes that the configuration asks for, one per worker, and the programs that feed them.</summary>
internal sealed class PortLanes : IDisposable
{
    /// <summary>The kernel's own queue between a container's send and our reading it: large enough for a burst of all containers.</summary>
    private const int PacketSocketBuffer = 32 << 20;

    /// <summary>Small frames that find room while the worker is busy with others: some milliseconds of what a CPU can send.</summary>
    private const int PacketRingSlots = 4096;

    /// <summary>The engine's namespace has no other group.</summary>
    private const ushort FanoutGroup = 1;

    private readonly List<PortProgram> _programs = [];
    private readonly List<IPortLane> _lanes = [];

    private PortLanes() { }

    /// <summary>By worker.</summary>
    public IReadOnlyList<IPortLane> Lanes => _lanes;

    /// <summary>How the containers' frames are dealt out to <see cref="Dealt"/>; null where that is not ours to say.</summary>
    public PacketFanout? Fanout { get; private set; }

    /// <summary>The lanes that share the containers' frames, by worker.</summary>
    public IReadOnlyList<PacketPortLane> Dealt => [.. _lanes.OfType<PacketPortLane>()];

    /// <summary>Why small frames are received by system calls, as large ones are; null: they are not.</summary>
    public string? RingFault => Dealt is [var first, ..] ? first.RingFault : null;

    /// <summary>Opens them in the namespace of the host ends; on failure none stays.</summary>
    public static PortLanes Open(PortLaneKind kind, Umem umem, XskSocket shareWith, PortSet set, ForwardingState state, int mtu, int workers)
    {
        var lanes = new PortLanes();
        try
        {
            set.Namespace.Run(() =>
            {
                if (kind == PortLaneKind.Xdp) lanes.OpenXdp(umem, shareWith, set, state, workers);
                else lanes.OpenPacket(umem, state, mtu, workers);
            });
            return lanes;
        }
        catch
        {
            lanes.Dispose();
            throw;
        }
    }

    /// <summary>Detaches the programs and closes the lanes; what lies in their rings is lost with the UMEM.</summary>
    public void Dispose()
    {
        foreach (PortProgram program in _programs) program.Dispose();
        foreach (IPortLane lane in _lanes) lane.Dispose();
        Fanout?.Dispose();
    }

    /// <summary>Several sockets share the containers' frames.</summary>
    private void OpenPacket(Umem umem, ForwardingState state, int mtu, int workers)
    {
        if (workers > 1) Fanout = PacketFanout.Open(FanoutGroup);
        for (int worker = 0; worker < workers; worker++)
        {
            PacketSocket socket = PacketSocket.Open(umem, new PacketSocketOptions
            {
                SocketBufferBytes = PacketSocketBuffer,
                RingSlots = PacketRingSlots,
                MaxSlicesPerMessage = PacketPortLane.SlicesPerMessage(mtu),
                Fanout = Fanout,
            });
            _lanes.Add(new PacketPortLane(socket, umem, state, mtu));
        }
    }

    /// <summary>Each port has as many queues as there are workers, and each worker a socket on its own.</summary>
    private void OpenXdp(Umem umem, XskSocket shareWith, PortSet set, ForwardingState state, int workers)
    {
        try
        {
            foreach (PortPlan port in set.Plans) _programs.Add(PortProgram.Attach(port.IfIndex, workers));
            for (int worker = 0; worker < workers; worker++)
                _lanes.Add(new XdpPortLane(state.Ports, OpenSockets(umem, shareWith, set.Plans, worker)));
        }
        catch (XskException fault)
        {
            throw new DataplaneException($"port-lane xdp: {fault.Message}", fault);
        }
    }

    private List<XskSocket> OpenSockets(Umem umem, XskSocket shareWith, IReadOnlyList<PortPlan> ports, int queue)
    {
        List<XskSocket> sockets = [];
        try
        {
            for (int port = 0; port < ports.Count; port++)
            {
                sockets.Add(OpenSocket(umem, shareWith, ports[port].IfIndex, queue));
                _programs[port].SetSocket(queue, sockets[port]);
            }

            return sockets;
        }
        catch
        {
            foreach (XskSocket socket in sockets) socket.Dispose();
            throw;
        }
    }

    private static XskSocket OpenSocket(Umem umem, XskSocket shareWith, int ifIndex, int queue) => XskSocket.Open(new XskSocketOptions
    {
        IfIndex = ifIndex,
        Queue = queue,
        Umem = umem,
        ShareWith = shareWith,
        ModesToTry = [XskBindMode.Copy],
        RxSize = UmemDemand.XdpPortRing,
        TxSize = UmemDemand.XdpPortRing,
        FillSize = UmemDemand.XdpPortRing,
        CompletionSize = UmemDemand.XdpPortRing,
    });
}
