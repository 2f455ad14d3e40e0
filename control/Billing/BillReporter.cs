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
    private const string DepartedName = "departed";

    /// <summary>Most steps of a series: as many as a plot can show.</summary>
    private const int MostIntervals = 120;

    /// <summary>What was billed between the first and the last moment.</summary>
    public static BillReport Report(BillMoment first, BillMoment last)
    {
        double seconds = last.Sample.UptimeSeconds - first.Sample.UptimeSeconds;
        BillTotals bills = last.Sample.Bills.Since(first.Sample.Bills);
        var own = new OwnBills(first.Sample, last.Sample, last.Sample);
        double hostSeconds = seconds * last.Kernel.Count;
        return new BillReport
        {
            Seconds = seconds,
            HostCpus = last.Kernel.Count,
            Containers =
            [
                .. PortsIn(last.Sample, own).Select(port => Container(last, port, own.Ports[port], WorkOf(port), hostSeconds)),
            ],
            Overlays = [.. OverlaysIn(last.Sample, own).Select(vni => Overlay(vni, StagesOf(vni, last.Sample, own), hostSeconds))],
            Departed = Shares(StandardStages.Table.Names, own.Departed),
            Host = Shares(StandardStages.Table.Names, bills.Of(Accounts.Host)),
            Overhead = Shares(BillTotals.RegimeNames, bills.Regimes),
            BilledSeconds = bills.Sum * Nanosecond,
            ThreadCpuSeconds = (last.Sample.ThreadCpuNanoseconds - first.Sample.ThreadCpuNanoseconds) * Nanosecond,
            SoftirqSeconds = (last.Sample.SoftirqNanoseconds - first.Sample.SoftirqNanoseconds) * Nanosecond,
            LostSeconds = bills.LostNanoseconds * Nanosecond,
            Kernel =
            [
                .. from now in last.Kernel
                   join before in first.Kernel on now.Cpu equals before.Cpu
                   where last.Sample.WorkerCpus.Contains(now.Cpu)
                   select now - before,
            ],
        };

        PortWork WorkOf(int port) => PortWork.Least(
            last.Sample.Work[port] - (port < first.Sample.Work.Count ? first.Sample.Work[port] : default),
            last.Sample.Work[port] - last.Sample.Ports[port].WorkBefore);
    }

    /// <summary>The indices of the ports in a bill: those that exist, and removed ones that used CPU time.</summary>
    private static IEnumerable<int> PortsIn(BillSample last, OwnBills bills) =>
        Enumerable.Range(0, last.Ports.Count).Where(port => !last.Ports[port].Removed || Sum(bills.Ports[port]) > 0);

    /// <summary>The VNIs in a bill: those that exist, and removed ones that used CPU time.</summary>
    private static IEnumerable<uint> OverlaysIn(BillSample last, OwnBills bills) => Enumerable.Range(0, last.Overlays.Count)
        .Where(overlay => !last.Overlays[overlay].Removed || Sum(bills.Overlays[overlay]) > 0)
        .Select(overlay => last.Overlays[overlay].Vni).Distinct();

    /// <summary>A VNI's nanoseconds by stage. Includes an earlier overlay of this VNI that had another MTU.</summary>
    private static long[] StagesOf(uint vni, BillSample owners, OwnBills bills)
    {
        long[] stages = new long[bills.Departed.Length];
        for (int overlay = 0; overlay < bills.Overlays.Count; overlay++)
        {
            if (owners.Overlays[overlay].Vni != vni) continue;
            for (int stage = 0; stage < stages.Length; stage++) stages[stage] += bills.Overlays[overlay][stage];
        }

        return stages;
    }

    /// <summary>How the CPU time was divided between each moment and the next. Skips moments if there are too many.</summary>
    public static BillSeries Series(IReadOnlyList<BillMoment> moments)
    {
        BillSample now = moments[^1].Sample;
        var all = new OwnBills(moments[0].Sample, now, now);
        int[] ports = [.. PortsIn(now, all)];
        uint[] overlays = [.. OverlaysIn(now, all)];
        bool anyDeparted = Sum(all.Departed) > 0;
        int step = (moments.Count + MostIntervals - 1) / MostIntervals;
        List<BillInterval> intervals = [];
        for (int end = moments.Count - 1; end > 0; end -= step)
        {
            BillSample last = moments[end].Sample, first = moments[Math.Max(0, end - step)].Sample;
            double[] seconds = [.. AccountsOf(first, last).Select(spent => spent * Nanosecond)];
            double ago = now.UptimeSeconds - last.UptimeSeconds;
            intervals.Insert(0, new BillInterval(ago, last.UptimeSeconds - first.UptimeSeconds, seconds));
        }

        return new BillSeries(
            [
                .. ports.Select(port => now.Ports[port].Name), .. overlays.Select(vni => $"overlay {vni}"),
                .. anyDeparted ? [DepartedName] : Array.Empty<string>(), "host", "overhead"
            ],
            intervals);

        IEnumerable<long> AccountsOf(BillSample first, BillSample last)
        {
            BillTotals bills = last.Bills.Since(first.Bills);
            var own = new OwnBills(first, last, now);
            return
            [
                .. ports.Select(port => port < own.Ports.Count ? Sum(own.Ports[port]) : 0),
                .. overlays.Select(vni => Sum(StagesOf(vni, now, own))),
                .. anyDeparted ? [Sum(own.Departed)] : Array.Empty<long>(),
                Sum(bills.Of(Accounts.Host)), Sum(bills.Regimes)
            ];
        }
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
