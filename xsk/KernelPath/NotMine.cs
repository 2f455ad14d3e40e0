namespace Falcon.Xsk.KernelPath;

/// <summary>Why the kernel path leaves a frame to the engine: enum reason of xsk/bpf/kernel_path_tables.h.</summary>
public enum NotMine
{
    /// <summary>The device is no port's.</summary>
    NoPort = 1,

    /// <summary>The sending or the receiving port is paused.</summary>
    Paused,

    /// <summary>The tables do not know the destination.</summary>
    Miss,

    /// <summary>The source is not the port's MAC address, or not behind that VTEP.</summary>
    Source,

    /// <summary>The source is not one of a strict port's IP addresses.</summary>
    Address,

    /// <summary>What the tables say was revoked.</summary>
    Revoked,

    /// <summary>Its source or destination is a group or broadcast.</summary>
    Group,

    /// <summary>It is not IP, as ARP, or it carries a VLAN tag.</summary>
    NotIp,

    /// <summary>The inner packet is a fragment.</summary>
    Fragment,

    /// <summary>The inner packet has IPv4 options or IPv6 extension headers.</summary>
    Options,

    /// <summary>It is neither TCP nor UDP nor an echo, as neighbour discovery; or it is DHCP.</summary>
    Protocol,

    /// <summary>It is cut short, padded, or its lengths disagree.</summary>
    Malformed,

    /// <summary>It is larger than the entry permits.</summary>
    Mtu,

    /// <summary>Nobody vouches for the outer checksum, or a checksum that is to be filled in is not the transport's.</summary>
    Checksum,

    /// <summary>It is to be segmented in a way that the programs do not carry.</summary>
    Segments,

    /// <summary>Congestion was marked on the underlay, and the inner packet's sender does not understand that.</summary>
    Ecn,

    /// <summary>Its outer headers are not what a VTEP sends.</summary>
    Outer,

    /// <summary>It would go back where it came from, or from one VTEP to another.</summary>
    Return,

    /// <summary>The kernel refused to change it.</summary>
    Failed,

    /// <summary>The port's path for this protocol is the engine.</summary>
    Choice,

    /// <summary>The engine may still hold frames of its flow, which it would overtake.</summary>
    Order,
}
