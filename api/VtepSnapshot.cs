namespace Falcon.Api;

/// <summary>A tunnel end point.</summary>
public sealed record VtepSnapshot
{
    /// <summary>Its underlay address.</summary>
    public required string Address { get; init; }

    /// <summary>Whether it is ours.</summary>
    public required bool Local { get; init; }

    /// <summary>The uplink that reaches it; empty while there is no route.</summary>
    public required string Device { get; init; }

    /// <summary>The MAC address of the next hop; empty while it is not resolved.</summary>
    public required string NextHopMac { get; init; }

    /// <summary>
    /// Bytes of the largest inner IP packet that the path to it carries, as far as is known; 0 for our own, and while there is no route.
    /// </summary>
    public int InnerMtu { get; init; }

    /// <summary><c>local</c>, <c>reachable</c> or <c>unreachable</c>; the log says why.</summary>
    public required string State { get; init; }

    /// <summary>Frames that came from it with the MAC address of one of our ports, which were dropped as <c>looped</c>.</summary>
    public long LoopedFrames { get; init; }
}
