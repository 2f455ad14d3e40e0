using Falcon.Api;
using Falcon.Engine.Accounting;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Billing;

/// <summary>Makes a report from two moments, or a series from many.</summary>
internal static class BillReporter
{
    private const double Nanosecond = 1e-9;
    private const double Megabyte = 1e6;

    /// <summary>Most steps of a series: as many as a plot can show.</summary>
    private const int MostIntervals = 120;

    /// <summary>What was billed between the first and the last moment.</summary>
    public static BillReport Report(BillMoment first, BillMoment last)
    {
        double seconds = last.Sample.UptimeSeconds - first.Sample.UptimeSeconds;
        BillTotals bills = last.Sample.Bills.Since(first.Sample.Bills);
        double hostSeconds = seconds * last.Kernel.Count;
        return new BillReport
        {
            Seconds = seconds,
            HostCpus = last.Kernel.Count,
            Containers =
            [
                .. PortsIn(last.Sample, bills)
                    .Select(port => Container(last, port, bills.Of(Accounts.OfPort(port)), WorkOf(port), hostSeconds)),
            ],
            Overlays = [.. OverlaysIn(last.Sample, bills).Select(vni => Overlay(vni, StagesOf(vni, last.Sample, bills), hostSeconds))],
            Host = Shares(StandardStages.Table.Names, bills.Of(Accounts.Host)),
            Overhead = Shares(BillTotals.RegimeNames, bills.Regimes),
            BilledSeconds = bills.Sum * Nanosecond,
            ThreadCpuSeconds = (last.Sample.ThreadCpuNanoseconds - first.Sample.ThreadCpuNanoseconds) * Nanosecond,
            LostSeconds = bills.LostNanoseconds * Nanosecond,
            Kernel =
            [
                .. from now in last.Kernel
                   join before in first.Kernel on now.Cpu equals before.Cpu
                   where last.Sample.WorkerCpus.Contains(now.Cpu)
                   select now - before,
            ],
        };

        PortWork WorkOf(int port) => last.Sample.Work[port] - (port < first.Sample.Work.Count ? first.Sample.Work[port] : default);
    }

    /// <summary>The indices of the ports in a bill: those that exist, and removed ones that used CPU time.</summary>
    private static IEnumerable<int> PortsIn(BillSample last, BillTotals bills) =>
        Enumerable.Range(0, last.Ports.Count).Where(port => !last.Ports[port].Removed || Sum(bills.Of(Accounts.OfPort(port))) > 0);

    /// <summary>The VNIs in a bill: those that exist, and removed ones that used CPU time.</summary>
    private static IEnumerable<uint> OverlaysIn(BillSample last, BillTotals bills) => Enumerable.Range(0, last.Overlays.Count)
        .Where(overlay => !last.Overlays[overlay].Removed || Sum(bills.Of(Accounts.OfOverlay(overlay))) > 0)
        .Select(overlay => last.Overlays[overlay].Vni).Distinct();

    /// <summary>A VNI's nanoseconds by stage. Includes an earlier overlay of this VNI that had another MTU.</summary>
    private static long[] StagesOf(uint vni, BillSample sample, BillTotals bills)
    {
        var stages = new long[bills.Stages.Count];
        for (int overlay = 0; overlay < sample.Overlays.Count; overlay++)
        {
            if (sample.Overlays[overlay].Vni != vni) continue;
            ReadOnlySpan<long> own = bills.Of(Accounts.OfOverlay(overlay));
            for (int stage = 0; stage < stages.Length; stage++) stages[stage] += own[stage];
        }

        return stages;
    }

    /// <summary>How the CPU time was divided between each moment and the next. Skips moments if there are too many.</summary>
    public static BillSeries Series(IReadOnlyList<BillMoment> moments)
    {
        BillSample now = moments[^1].Sample;
        BillTotals all = now.Bills.Since(moments[0].Sample.Bills);
        int[] ports = [.. PortsIn(now, all)];
        uint[] overlays = [.. OverlaysIn(now, all)];
        int step = (moments.Count + MostIntervals - 1) / MostIntervals;
        List<BillInterval> intervals = [];
        for (int end = moments.Count - 1; end > 0; end -= step)
            intervals.Insert(0, Interval(moments[Math.Max(0, end - step)].Sample, moments[end].Sample, ports, overlays, now.UptimeSeconds));
        return new BillSeries(
            [.. ports.Select(port => now.Ports[port].Name), .. overlays.Select(vni => $"overlay {vni}"), "host", "overhead"],
            intervals);
    }

    private static BillInterval Interval(BillSample first, BillSample last, IEnumerable<int> ports, IEnumerable<uint> overlays, double now)
    {
        BillTotals bills = last.Bills.Since(first.Bills);
        IEnumerable<long> containers = ports.Select(port => port < last.Ports.Count ? Sum(bills.Of(Accounts.OfPort(port))) : 0);
        long[] accounts =
        [
            .. containers,
            .. overlays.Select(vni => Sum(StagesOf(vni, last, bills))),
            Sum(bills.Of(Accounts.Host)), Sum(bills.Regimes)
        ];
        double seconds = last.UptimeSeconds - first.UptimeSeconds;
        return new BillInterval(now - last.UptimeSeconds, seconds, [.. accounts.Select(spent => spent * Nanosecond)]);
    }

    private static ContainerBill Container(BillMoment now, int index, ReadOnlySpan<long> stages, PortWork work, double hostSeconds)
    {
        BilledPort port = now.Sample.Ports[index];
        double nanoseconds = Sum(stages);
        return new ContainerBill
        {
            Container = port.Name,
            Removed = port.Removed,
            Overlay = port.Vni,
            CpuSeconds = nanoseconds * Nanosecond,
            HostShare = hostSeconds > 0 ? nanoseconds * Nanosecond / hostSeconds : 0,
            Stages = Shares(StandardStages.Table.Names, stages),
            Frames = work.Frames,
            Bytes = work.Bytes,
            NanosecondsPerFrame = work.Frames > 0 ? nanoseconds / work.Frames : null,
            Budget = now.Sample.Budgets[index],
            Cgroup = now.Cgroups[index],
            NanosecondsPerMegabyte = work.Bytes > 0 ? nanoseconds / (work.Bytes / Megabyte) : null,
        };
    }

    private static OverlayBill Overlay(uint vni, long[] stages, double hostSeconds)
    {
        double seconds = Sum(stages) * Nanosecond;
        return new OverlayBill(vni, seconds, hostSeconds > 0 ? seconds / hostSeconds : 0, Shares(StandardStages.Table.Names, stages));
    }

    private static List<CpuShare> Shares(IReadOnlyList<string> names, ReadOnlySpan<long> nanoseconds)
    {
        List<CpuShare> shares = [];
        for (int i = 0; i < names.Count; i++)
        {
            if (nanoseconds[i] > 0) shares.Add(new CpuShare(names[i], nanoseconds[i] * Nanosecond));
        }

        return shares;
    }

    private static long Sum(ReadOnlySpan<long> nanoseconds)
    {
        long sum = 0;
        foreach (long part in nanoseconds) sum += part;
        return sum;
    }
}
