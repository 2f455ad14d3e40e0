namespace Falcon.Engine.Options;

/// <summary>What carries frames between the engine and the host ends of the containers' veth pairs.</summary>
public enum PortLaneKind
{
    /// <summary>One packet socket per worker for all ports (packet(7), PACKET_VNET_HDR).</summary>
    Packet,

    /// <summary>One AF_XDP socket on the host end of each veth pair.</summary>
    Xdp,
}
