namespace Falcon.Api;

/// <summary>A container's attachment; <c>rx</c> and <c>tx</c> are the container's view.</summary>
public sealed record PortSnapshot
{
    /// <summary>The operator's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>The overlay it belongs to.</summary>
    public required uint Vni { get; init; }

    /// <summary>The container's network namespace as configured.</summary>
    public required string Netns { get; init; }

    /// <summary>The device inside the container.</summary>
    public required string Device { get; init; }

    /// <summary>The device's MAC address.</summary>
    public required string Mac { get; init; }

    /// <summary>Whether the container may speak only for itself: <c>strict</c> or <c>off</c>.</summary>
    public required string AntiSpoof { get; init; }

    /// <summary>Whether frames can pass.</summary>
    public required bool Up { get; init; }

    /// <summary>Why it is down; empty while it is up.</summary>
    public required string DownReason { get; init; }

    /// <summary>Frames delivered to the container.</summary>
    public required long RxFrames { get; init; }

    /// <summary>Bytes delivered to the container.</summary>
    public required long RxBytes { get; init; }

    /// <summary>Frames received from the container.</summary>
    public required long TxFrames { get; init; }

    /// <summary>Bytes received from the container.</summary>
    public required long TxBytes { get; init; }

    /// <summary>Frames from or for this port that were dropped, by reason; reasons with no drop are left out.</summary>
    public required IReadOnlyList<DropCount> Drops { get; init; }

    /// <summary>Copies per second that its broadcast, unknown unicast and multicast may cause.</summary>
    public int StormLimit { get; init; }

    /// <summary>Its CPU budget; null when it has none.</summary>
    public BudgetSnapshot? Budget { get; init; }

    /// <summary>What it sent and got by the kernel path, beside the other counts; null while the engine carries all.</summary>
    public PathSnapshot? KernelPath { get; init; }

    /// <summary>The path of its datagrams; null where the configuration says it.</summary>
    public PathChoiceSnapshot? DatagramPath { get; init; }

    /// <summary>Addresses learned behind it, its own not counted.</summary>
    public MacUseSnapshot Macs { get; init; }
}
