using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Ports;

/// <summary>The configured port lanes, one per worker, and the programs that feed them.</summary>
internal sealed class PortLanes : IAttachmentObserver, IDisposable
{
    /// <summary>Bytes of a packet socket's kernel queue: large enough for a burst of all containers.</summary>
    private const int PacketSocketBuffer = 32 << 20;

    /// <summary>Slots of the ring for small frames: a few milliseconds of what one CPU can send.</summary>
    private const int PacketRingSlots = 4096;

    /// <summary>The fanout group; the engine's namespace has no other.</summary>
    private const ushort FanoutGroup = 1;

    private readonly Umem _umem;
    private readonly Func<XskSocket?> _shareWith;
    private readonly HandoffRings _rings;
    private readonly PortHolds _holds;
    private readonly KernelPathPrograms? _path;
    private readonly Dictionary<int, XdpAttachment> _attachments = [];
    private readonly List<IPortLane> _lanes = [];

    private PortLanes(Umem umem, Func<XskSocket?> shareWith, HandoffRings rings, PortHolds holds, KernelPathPrograms? path)
    {
        _path = path;
        _umem = umem;
        _shareWith = shareWith;
        _rings = rings;
        _holds = holds;
    }

    /// <summary>The lanes by worker.</summary>
    public IReadOnlyList<IPortLane> Lanes => _lanes;

    /// <summary>A socket of a port's device; null when there is none. The caller must hold <see cref="PortSet.Changes"/>.</summary>
    public XskSocket? AnySocket =>
        _attachments.Values.SelectMany(attachment => attachment.Sockets).FirstOrDefault(socket => socket.Fd >= 0);

    /// <summary>Spreads the containers' frames over <see cref="Dealt"/>; null where the engine does not decide.</summary>
    public PacketFanout? Fanout { get; private set; }

    /// <summary>The lanes that share the containers' frames, by worker.</summary>
    public IReadOnlyList<PacketPortLane> Dealt => [.. _lanes.OfType<PacketPortLane>()];

    /// <summary>Why small frames are received by system calls like large ones; null when the packet ring works.</summary>
    public string? RingFault => Dealt is [var first, ..] ? first.RingFault : null;

    /// <summary>Opens the lanes in the namespace of the host ends. On failure it closes what it has opened.</summary>
    public static PortLanes Open(
        PortLaneKind kind, Umem umem, Func<XskSocket?> shareWith, PortSet set, ForwardingState state, int mtu,
        int workers, HandoffRings rings, PortHolds holds, KernelPathPrograms? path = null)
    {
        var lanes = new PortLanes(umem, shareWith, rings, holds, path);
        try
        {
            if (kind == PortLaneKind.Xdp) lanes.OpenXdp(set, state, workers);
            else set.Namespace.Run(() => lanes.OpenPacket(state, mtu, workers));
            return lanes;
        }
        catch
        {
            lanes.Dispose();
            throw;
        }
    }

    /// <summary>Makes the program and sockets of a port that has its devices. Call in the namespace of the host ends.</summary>
    /// <exception cref="XskException">The kernel refuses; what was made is closed again.</exception>
    public XdpAttachment Attach(PortPlan port)
    {
        var program = PortProgram.Attach(port.IfIndex, port.Queues, port.Index, _holds);
        List<XskSocket> sockets = [];
        try
        {
            for (int queue = 0; queue < port.Queues; queue++)
            {
                sockets.Add(OpenSocket(port.IfIndex, queue));
                program.SetSocket(queue, sockets[queue]);
            }

            return new XdpAttachment(program, sockets);
        }
        catch
        {
            new XdpAttachment(program, sockets).Discard();
            throw;
        }
    }

    /// <summary>Makes the workers serve a port by its new devices; the workers' lanes own the sockets then.</summary>
    public void Replaced(int port, PortAttachment? old, PortAttachment? now) => Serve(port, now?.Xdp);

    /// <summary>Detaches the programs and closes the lanes. Frames in their rings are lost with the UMEM.</summary>
    public void Dispose()
    {
        foreach (XdpAttachment attachment in _attachments.Values) attachment.Program.Dispose();
        foreach (IPortLane lane in _lanes) lane.Dispose();
        Fanout?.Dispose();
    }

    private void Serve(int port, XdpAttachment? attachment)
    {
        if (_attachments.Remove(port, out XdpAttachment? old) && old != attachment) old.Program.Dispose();
        if (attachment is not null) _attachments[port] = attachment;
        for (int worker = 0; worker < _lanes.Count; worker++)
        {
            ((XdpPortLane)_lanes[worker]).Serve(port, attachment?.Sockets[worker]);
            _rings.DoorbellOf(worker).RingAlways(); // it may be about to sleep without having seen the change
        }
    }

    /// <summary>Opens packet lanes: several sockets share the containers' frames.</summary>
    private void OpenPacket(ForwardingState state, int mtu, int workers)
    {
        if (workers > 1) Fanout = PacketFanout.Open(FanoutGroup);
        for (int worker = 0; worker < workers; worker++)
        {
            var socket = PacketSocket.Open(_umem, new PacketSocketOptions
            {
                SocketBufferBytes = PacketSocketBuffer,
                RingSlots = PacketRingSlots,
                Ports = new PacketPorts(PortPlan.FirstIfIndex, ForwardingState.MostPorts, _holds) { Path = _path },
                MaxSlicesPerMessage = PacketPortLane.SlicesPerMessage(mtu),
                Fanout = Fanout,
            });
            _lanes.Add(new PacketPortLane(socket, _umem, state, mtu));
        }
    }

    /// <summary>Opens AF_XDP lanes: each port has one queue per worker, and each worker has a socket on its queue.</summary>
    private void OpenXdp(PortSet set, ForwardingState state, int workers)
    {
        for (int worker = 0; worker < workers; worker++) _lanes.Add(new XdpPortLane(state));
        set.JoinTo(this);
    }

    private XskSocket OpenSocket(int ifIndex, int queue) => XskSocket.Open(new XskSocketOptions
    {
        IfIndex = ifIndex,
        Queue = queue,
        Umem = _umem,
        ShareWith = _shareWith(),
        ModesToTry = [XskBindMode.Copy],
        RxSize = UmemDemand.XdpPortRing,
        TxSize = UmemDemand.XdpPortRing,
        FillSize = UmemDemand.XdpPortRing,
        CompletionSize = UmemDemand.XdpPortRing,
    });
}
