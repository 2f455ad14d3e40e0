using Falcon.Api;

namespace Falcon.Testing.Samples;

/// <summary>A snapshot of an engine with a value in every field.</summary>
public static class SampleSnapshot
{
    public static DataplaneSnapshot Create(double uptime = 192.5, long frames = 1_234_567) => new()
    {
        Version = "1.2.3",
        UptimeSeconds = uptime,
        PortLane = "packet",
        KernelPath = new KernelPathSnapshot
        {
            Wire = new PathSnapshot
            {
                RxFrames = frames * 2,
                RxBytes = frames * 2800,
                TxFrames = 654_321,
                TxBytes = 43_185_186,
                Missed = [new("outer", 7)],
                Overdue = 0,
            },
            RefusedAddresses = 3,
        },
        Uplinks =
        [
            new UplinkSnapshot
            {
                Device = "eth1", Queue = 0, Up = true, DownReason = "", Mtu = 1500,
                Mode = "copy", ModeReason = "the driver veth has no zero-copy", Transmit = "packet",
                RxFrames = frames, RxBytes = frames * 1500, TxFrames = 987_654, TxBytes = 98_765_400,
                RxRingFull = 17, FillRingEmpty = 0, KernelDrops = 0, DeviceDrops = 811, DivertDrops = 5,
                Attach = "tc", AttachReason = "XDP on veth takes the kernel's trains apart",
                TrainsFault = "its GRO is off; turn it on: ethtool -K eth1 gro on",
            },
        ],
        Vteps =
        [
            new VtepSnapshot { Address = "10.0.0.2", Local = true, Device = "eth1", NextHopMac = "", State = "local" },
            new VtepSnapshot
            {
                Address = "10.0.0.1", Local = false, Device = "eth1", NextHopMac = "02:00:00:aa:00:01", State = "reachable",
            },
            new VtepSnapshot { Address = "10.0.0.3", Local = false, Device = "", NextHopMac = "", State = "unreachable" },
        ],
        Overlays =
        [
            new OverlaySnapshot
            {
                Vni = 100, Mtu = 1450, Peers = ["10.0.0.1", "10.0.0.3"], Ports = ["web", "db"],
                Drops = [new("bridge", "inner-too-long", 3)],
            },
            new OverlaySnapshot { Vni = 16_777_215, Mtu = 1450, Peers = [], Ports = [], Drops = [] },
        ],
        Ports =
        [
            new PortSnapshot
            {
                Name = "web", Vni = 100, Netns = "web", Device = "eth0", Mac = "02:00:00:00:02:01",
                AntiSpoof = "strict", Up = true, DownReason = "",
                RxFrames = 12_345_678, RxBytes = 17_283_949_200, TxFrames = 4_321, TxBytes = 432_100,
                Drops = [new("deliver", "no-buffers", 1_200)],
                KernelPath = new PathSnapshot
                {
                    RxFrames = frames * 2, RxBytes = frames * 2800, TxFrames = 654_321, TxBytes = 43_185_186,
                    Missed = [new("miss", 1_021), new("group", 12), new("protocol", 90)], Overdue = 2,
                },
            },
            new PortSnapshot
            {
                Name = "db", Vni = 100, Netns = "pid:1234", Device = "eth0", Mac = "9e:ae:f5:02:f7:d4", AntiSpoof = "strict", Up = false,
                DownReason = "its network namespace is gone", RxFrames = 0, RxBytes = 0, TxFrames = 0, TxBytes = 0, Drops = [],
            },
        ],
        Workers = [new WorkerSnapshot(
            0, 48_200_000_000, [new("decapsulate", 40_000, 2_000_000, 60_000_000), new("deliver", 30_000, 2_000_000, 2_400_000_000)])],
        Drops = [new("decapsulate", "unknown-vni", 42)],
        FramePool = new FramePoolSnapshot(16_384, 10_000, 6_300, 84),
        FdbEntries = 5,
        FdbLearnRejected = 1_234,
    };

    public static BudgetSnapshot Budget { get; } = new()
    {
        QuotaNanoseconds = 20_000_000,
        PeriodNanoseconds = 100_000_000,
        BurstNanoseconds = 0,
        Shares = 0,
        UsedNanoseconds = 3_200_000_000,
        LeftNanoseconds = -4_500_000,
        GrantedNanoseconds = 0,
        Throttled = true,
        Periods = 200,
        ThrottledPeriods = 150,
        XdpDroppedFrames = 1_000,
        XdpDroppedBytes = 110_000,
    };

    public static IReadOnlyList<FdbSnapshot> Fdb { get; } =
    [
        new(100, "02:00:00:00:02:01", "web", false, 3),
        new(100, "02:00:00:00:01:01", "10.0.0.1", true, 0),
    ];
}
