namespace Falcon.Api;

/// <summary>One VXLAN segment.</summary>
public sealed record OverlaySnapshot
{
    /// <summary>The VXLAN network identifier.</summary>
    public required uint Vni { get; init; }

    /// <summary>Largest inner IP packet in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>VTEPs that get replicated frames.</summary>
    public required IReadOnlyList<string> Peers { get; init; }

    /// <summary>Names of its ports.</summary>
    public required IReadOnlyList<string> Ports { get; init; }

    /// <summary>Copies per second that the broadcast, unknown unicast and multicast of one VTEP may cause.</summary>
    public int StormLimit { get; init; }

    /// <summary>Frames of this overlay that were dropped, by reason; reasons with no drop are left out.</summary>
    public required IReadOnlyList<DropCount> Drops { get; init; }

    /// <summary>Addresses learned in this overlay.</summary>
    public MacUseSnapshot Macs { get; init; }

    /// <summary>Addresses learned behind VTEPs.</summary>
    public IReadOnlyList<MacShareSnapshot> VtepMacs { get; init; } = [];
}
