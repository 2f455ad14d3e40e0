namespace Falcon.Api;

/// <summary>What goes by the kernel path beside the engine; each port has its own part.</summary>
public sealed record KernelPathSnapshot
{
    /// <summary>
    /// All uplinks together: <c>rx</c> is from the wire. Frames left to the engine count here if no port was found for them, else at the
    /// port.
    /// </summary>
    public required PathSnapshot Wire { get; init; }

    /// <summary>MAC addresses that its tables have no room for; the engine carries their frames.</summary>
    public required int RefusedAddresses { get; init; }
}
