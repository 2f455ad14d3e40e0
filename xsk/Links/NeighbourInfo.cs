using System.Net;

namespace Falcon.Xsk.Links;

/// <summary>An entry of the kernel's neighbour table: ARP, or IPv6 neighbour discovery.</summary>
/// <param name="IfIndex">The device.</param>
/// <param name="Address">The neighbour's IP address.</param>
/// <param name="Mac">Its MAC address, 6 bytes; null when unknown.</param>
/// <param name="State">How reliable the entry is.</param>
public sealed record NeighbourInfo(int IfIndex, IPAddress Address, byte[]? Mac, NeighbourState State)
{
    private const NeighbourState Valid = NeighbourState.Permanent | NeighbourState.NoArp | NeighbourState.Reachable
        | NeighbourState.Probe | NeighbourState.Stale | NeighbourState.Delay;

    /// <summary>Whether <see cref="Mac"/> may be used (NUD_VALID).</summary>
    public bool Usable => Mac is not null && (State & Valid) != 0;
}
