using Falcon.Api;

namespace Falcon.Cli.Tests.Screens;

/// <summary>A bill report with a value in every field.</summary>
internal static class SampleReport
{
    public static BillReport Create() => new()
    {
        Seconds = 10,
        HostCpus = 2,
        Containers =
        [
            new ContainerBill
            {
                Container = "web", Overlay = 100, CpuSeconds = 3.25, HostShare = 0.1625, Frames = 12_345_678, Bytes = 17_283_949_200,
                Stages =
                [
                    new("decapsulate", 0.5), new("collect", 0.2), new("bridge", 0.25), new("coalesce", 0.1), new("deliver", 2),
                    new("encapsulate", 0.2),
                ],
                NanosecondsPerFrame = 263.25, NanosecondsPerMegabyte = 188_036, Budget = null,
                Cgroup = new CgroupSnapshot
                {
                    State = CgroupState.Charged, Directory = "/sys/fs/cgroup/web", OriginalQuota = 150_000, Quota = 117_500,
                    Period = 100_000,
                },
            },
            new ContainerBill
            {
                Container = "db,\"1\"", Overlay = 16_777_215, CpuSeconds = 0, HostShare = 0, Frames = 0, Bytes = 0, Stages = [],
                NanosecondsPerFrame = null, NanosecondsPerMegabyte = null,
                Budget = new BudgetSnapshot
                {
                    QuotaNanoseconds = 20_000_000, PeriodNanoseconds = 100_000_000, BurstNanoseconds = 0, Shares = 1, UsedNanoseconds = 0,
                    LeftNanoseconds = -1, GrantedNanoseconds = 0, Throttled = true, Periods = 10, ThrottledPeriods = 3,
                    XdpDroppedFrames = 0, XdpDroppedBytes = 0,
                },
            },
        ],
        Overlays = [new OverlayBill(100, 0.0155, 0.000775, [new("decapsulate", 0.0025), new("bridge", 0.01), new("deliver", 0.003)])],
        Host = [new("decapsulate", 0.0125)],
        Overhead = [new("empty-polls", 0.25), new("blocked", 0.000042)],
        BilledSeconds = 3.512542,
        ThreadCpuSeconds = 3.513,
        LostSeconds = 0.75,
        Kernel = [new KernelTime(0, 1.25, 0, 0.5)],
    };
}
