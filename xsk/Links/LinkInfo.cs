namespace Falcon.Xsk.Links;

/// <summary>A network device as the kernel described it at one moment (RTM_NEWLINK, rtnetlink(7)).</summary>
public sealed record LinkInfo
{
    /// <summary>The device's index, unique in its namespace.</summary>
    public required int IfIndex { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>MTU: the largest IP packet in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>The 6-byte MAC address; another length or empty for devices that are not Ethernet.</summary>
    public required byte[] Mac { get; init; }

    /// <summary>Set up by the administrator (IFF_UP).</summary>
    public required bool Up { get; init; }

    /// <summary>Up and with a carrier (IFF_RUNNING): for a veth, the other end is up too.</summary>
    public required bool Running { get; init; }

    /// <summary>The loopback device.</summary>
    public bool Loopback { get; init; }

    /// <summary>How many receive queues it was made with.</summary>
    public int RxQueues { get; init; } = 1;

    /// <summary>How many transmit queues it was made with.</summary>
    public int TxQueues { get; init; } = 1;

    /// <summary>The type, such as <c>veth</c>, <c>bridge</c>, <c>vxlan</c>; empty for hardware.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Id of the attached XDP program; 0 when there is none.</summary>
    public uint XdpProgramId { get; init; }

    /// <summary>Index of the device below or, for a veth, of its peer, in that device's namespace; 0 when there is none.</summary>
    public int PeerIfIndex { get; init; }

    /// <summary>Index of the bridge, bond or other master device; 0 when there is none.</summary>
    public int MasterIfIndex { get; init; }

    /// <summary>Frames that the device dropped instead of sending, from all senders, since it was made.</summary>
    public long TransmitDrops { get; init; }
}
