using System.Net;

namespace Falcon.Xsk.Links;

/// <summary>A change of links, neighbours or addresses in a namespace.</summary>
public sealed record RtNetlinkEvent
{
    /// <summary>What happened.</summary>
    public required RtNetlinkEventKind Kind { get; init; }

    /// <summary>The device it happened to; 0 for an overrun.</summary>
    public int IfIndex { get; init; }

    /// <summary>The device after a link event; for a device that is gone, its last state.</summary>
    public LinkInfo? Link { get; init; }

    /// <summary>The neighbour of a neighbour event.</summary>
    public NeighbourInfo? Neighbour { get; init; }

    /// <summary>The address of an address event.</summary>
    public IPAddress? Address { get; init; }
}
