namespace Falcon.Api;

/// <summary>The engine's state and counters at one moment; read without stopping the workers, so sums may be a batch apart.</summary>
public sealed record DataplaneSnapshot
{
    /// <summary>The daemon's version; the daemon fills it in.</summary>
    public string Version { get; init; } = "";

    /// <summary>Seconds since the engine started.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>What carries frames between the engine and the ports: <c>packet</c> or <c>xdp</c>.</summary>
    public required string PortLane { get; init; }

    /// <summary>Why there is no kernel path though an overlay wants it; empty where none is wanted, or it is there.</summary>
    public string KernelPathFault { get; init; } = "";

    /// <summary>What goes by the kernel path; null where there is none.</summary>
    public KernelPathSnapshot? KernelPath { get; init; }

    /// <summary>Uplink queues.</summary>
    public required IReadOnlyList<UplinkSnapshot> Uplinks { get; init; }

    /// <summary>Tunnel end points, ours first.</summary>
    public required IReadOnlyList<VtepSnapshot> Vteps { get; init; }

    /// <summary>VXLAN segments.</summary>
    public required IReadOnlyList<OverlaySnapshot> Overlays { get; init; }

    /// <summary>Container attachments.</summary>
    public required IReadOnlyList<PortSnapshot> Ports { get; init; }

    /// <summary>Workers.</summary>
    public required IReadOnlyList<WorkerSnapshot> Workers { get; init; }

    /// <summary>How the workers share the work; null when there is only one.</summary>
    public SteeringSnapshot? Steering { get; init; }

    /// <summary>Drops that belong to no overlay and no port, those of the kernel between us and the containers included.</summary>
    public required IReadOnlyList<DropCount> Drops { get; init; }

    /// <summary>Frame conservation.</summary>
    public required FramePoolSnapshot FramePool { get; init; }

    /// <summary>Unexpected exceptions of the threads beside the workers, by thread.</summary>
    public IReadOnlyList<ControlFaultSnapshot> ControlFaults { get; init; } = [];

    /// <summary>Forwarding entries in the table.</summary>
    public required int FdbEntries { get; init; }

    /// <summary>Times that an address was not learned because the forwarding table was full.</summary>
    public required long FdbLearnRejected { get; init; }

    /// <summary>VTEPs that the configuration does not name.</summary>
    public int Strangers { get; init; }

    /// <summary>Times that such a VTEP was not learned because there were too many.</summary>
    public long StrangersRefused { get; init; }
}
