namespace Falcon.Engine.Stages;

/// <summary>Why <see cref="StageId.Collect"/> drops a frame that a container sent.</summary>
public enum CollectDrop : byte
{
    /// <summary>The frame ends before its Ethernet, IP or transport header, or claims more than there is.</summary>
    Malformed,

    /// <summary>The frame carries a VLAN tag (RFC 7348, section 6.1: not encapsulated).</summary>
    Vlan,

    /// <summary>The frame is longer than the room offered to the kernel, or it is large and cannot be segmented.</summary>
    TooLong,

    /// <summary>The free frames ran out while a large frame was segmented.</summary>
    NoFrame,

    /// <summary>The port has spent its CPU budget, and its frames cannot be held back in the container.</summary>
    OverBudget,

    /// <summary>The port has used its share of the packet ring; refused by the socket filter, before the copy.</summary>
    OverShare,

    /// <summary>
    /// The port has spent its CPU budget and sent more than its closed gate lets through; dropped at the host end, before the copy.
    /// </summary>
    PastGate,

    /// <summary>The source MAC address is not the port's.</summary>
    SpoofedMac,

    /// <summary>The IPv4 or IPv6 source is not the port's.</summary>
    SpoofedIp,

    /// <summary>An ARP message whose sender is not the port, or that is not a request or reply for IPv4 over Ethernet.</summary>
    SpoofedArp,

    /// <summary>
    /// IPv6 neighbour discovery for an address, or with a MAC address, that is not the port's; or it is malformed or a fragment.
    /// </summary>
    SpoofedNd,

    /// <summary>A router advertisement or a redirect from a port that may not be a router.</summary>
    RogueRouter,

    /// <summary>An answer to DHCP clients from a port that may not be a DHCP server.</summary>
    RogueDhcp,

    /// <summary>
    /// The sender cannot be checked: the frame is neither ARP nor IP, its headers are hidden, or its partial checksum would be written over
    /// headers.
    /// </summary>
    Unverifiable,
}
