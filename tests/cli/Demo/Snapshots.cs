using Falcon.Api;

namespace Falcon.Cli.Tests.Demo;

internal static class Snapshots
{
    public static DataplaneSnapshot At(double uptime, long rxFrames, long txFrames, long drops, params StageSnapshot[][] workers) => new()
    {
        UptimeSeconds = uptime,
        PortLane = "packet",
        Uplinks = [Uplink(rxFrames, txFrames)],
        Vteps = [],
        Overlays = [],
        Ports = [],
        Workers = [.. workers.Select((stages, cpu) => new WorkerSnapshot(cpu, 0, stages))],
        Drops = [new DropCount("decapsulate", "unknown-vni", drops)],
        FramePool = new FramePoolSnapshot(0, 0, 0, 0),
        FdbEntries = 0,
        FdbLearnRejected = 0,
    };

    private static UplinkSnapshot Uplink(long rxFrames, long txFrames) => new()
    {
        Device = "eth1",
        Queue = 0,
        Up = true,
        DownReason = "",
        Mtu = 1500,
        Mode = "copy",
        ModeReason = "",
        Transmit = "xsk",
        RxFrames = rxFrames,
        RxBytes = 0,
        TxFrames = txFrames,
        TxBytes = 0,
        RxRingFull = 1,
        FillRingEmpty = 4,
        KernelDrops = 2,
        DeviceDrops = 0,
    };
}
