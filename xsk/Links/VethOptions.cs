namespace Falcon.Xsk.Links;

/// <summary>A pair of virtual Ethernet devices to be made (veth(4)).</summary>
public sealed record VethOptions
{
    /// <summary>Name of our end, at most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Our end's interface index, which must be free; null for the next free one.</summary>
    public int? IfIndex { get; init; }

    /// <summary>Name of the other end.</summary>
    public required string PeerName { get; init; }

    /// <summary>The namespace of the other end (<see cref="NetworkNamespace.Fd"/>); null for ours.</summary>
    public int? PeerNamespaceFd { get; init; }

    /// <summary>Our end's MAC address, 6 bytes; null for a random one.</summary>
    public byte[]? Mac { get; init; }

    /// <summary>The other end's MAC address, 6 bytes; null for a random one.</summary>
    public byte[]? PeerMac { get; init; }

    /// <summary>MTU of both ends; null for the kernel's 1,500.</summary>
    public int? Mtu { get; init; }

    /// <summary>Number of receive queues and of transmit queues of each end.</summary>
    public int Queues { get; init; } = 1;
}
