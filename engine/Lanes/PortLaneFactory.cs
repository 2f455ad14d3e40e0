using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Xsk;

namespace Falcon.Engine.Lanes;

/// <summary>Opens the port lane that the configuration asks for, in the namespace of the host ends.</summary>
internal static class PortLaneFactory
{
    /// <summary>The kernel's own queue between a container's send and our reading it: large enough for a burst of all containers.</summary>
    private const int PacketSocketBuffer = 32 << 20;

    public static IPortLane Open(PortLaneKind kind, Umem umem, XskSocket shareWith, PortSet set, Port[] ports, int mtu, int ring) =>
        set.Namespace.Run<IPortLane>(() => kind == PortLaneKind.Xdp ? OpenXdp(umem, shareWith, set, ports, ring) : OpenPacket(umem, ports, mtu));

    private static PacketPortLane OpenPacket(Umem umem, Port[] ports, int mtu)
    {
        PacketSocket socket = PacketSocket.Open(umem, new PacketSocketOptions
        {
            SocketBufferBytes = PacketSocketBuffer,
            MaxSlicesPerMessage = PacketPortLane.SlicesPerMessage(mtu),
        });
        return new PacketPortLane(socket, umem, ports, mtu);
    }

    private static XdpPortLane OpenXdp(Umem umem, XskSocket shareWith, PortSet set, Port[] ports, int ring)
    {
        List<XskSocket> sockets = [];
        List<PortProgram> programs = [];
        try
        {
            foreach (PortAttachment port in set.Attachments)
            {
                PortProgram program = PortProgram.Attach(port.IfIndex, queues: 1);
                programs.Add(program);
                XskSocket socket = XskSocket.Open(new XskSocketOptions
                {
                    IfIndex = port.IfIndex,
                    Queue = 0,
                    Umem = umem,
                    ShareWith = shareWith,
                    ModesToTry = [XskBindMode.Copy],
                    RxSize = ring,
                    TxSize = ring,
                    FillSize = ring,
                    CompletionSize = ring,
                });
                sockets.Add(socket);
                program.SetSocket(0, socket);
            }

            return new XdpPortLane(ports, sockets, programs);
        }
        catch (XskException fault)
        {
            foreach (PortProgram program in programs) program.Dispose();
            foreach (XskSocket socket in sockets) socket.Dispose();
            throw new DataplaneException($"port-lane xdp: {fault.Message}", fault);
        }
    }
}
