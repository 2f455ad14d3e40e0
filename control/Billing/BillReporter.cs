using Falcon.Engine.Accounting;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Billing;

/// <summary>Turns two moments into a report, and a row of them into a series.</summary>
internal static class BillReporter
{
    private const double Nanosecond = 1e-9;
    private const double Megabyte = 1e6;

    /// <summary>Steps of a series: as many as a picture can show.</summary>
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
                .. Enumerable.Range(0, last.Sample.Ports.Count).Select(port => Container(last, port, bills.Of(Accounts.OfPort(port)), WorkOf(port), hostSeconds)),
            ],
            Host = Shares(BillTotals.StageNames, bills.Of(Accounts.Host)),
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

        PortWork WorkOf(int port) => last.Sample.Work[port] - first.Sample.Work[port];
    }

    /// <summary>How the CPU time was divided between each moment and the next; of many moments only some.</summary>
    public static BillSeries Series(IReadOnlyList<BillMoment> moments)
    {
        BillSample now = moments[^1].Sample;
        int step = (moments.Count + MostIntervals - 1) / MostIntervals;
        List<BillInterval> intervals = [];
        for (int end = moments.Count - 1; end > 0; end -= step)
            intervals.Insert(0, Interval(moments[Math.Max(0, end - step)].Sample, moments[end].Sample, now.UptimeSeconds));
        return new BillSeries([.. now.Ports.Select(port => port.Name), "host", "overhead"], intervals);
    }

    private static BillInterval Interval(BillSample first, BillSample last, double now)
    {
        BillTotals bills = last.Bills.Since(first.Bills);
        IEnumerable<long> containers = Enumerable.Range(0, last.Ports.Count).Select(port => Sum(bills.Of(Accounts.OfPort(port))));
        long[] accounts = [.. containers, Sum(bills.Of(Accounts.Host)), Sum(bills.Regimes)];
        return new BillInterval(now - last.UptimeSeconds, last.UptimeSeconds - first.UptimeSeconds, [.. accounts.Select(spent => spent * Nanosecond)]);
    }

    private static ContainerBill Container(BillMoment now, int index, ReadOnlySpan<long> stages, PortWork work, double hostSeconds)
    {
        BilledPort port = now.Sample.Ports[index];
        double nanoseconds = Sum(stages);
        return new ContainerBill
        {
            Container = port.Name,
            Overlay = port.Vni,
            CpuSeconds = nanoseconds * Nanosecond,
            HostShare = hostSeconds > 0 ? nanoseconds * Nanosecond / hostSeconds : 0,
            Stages = Shares(BillTotals.StageNames, stages),
            Frames = work.Frames,
            Bytes = work.Bytes,
            NanosecondsPerFrame = work.Frames > 0 ? nanoseconds / work.Frames : null,
            Budget = now.Sample.Budgets[index],
            Cgroup = now.Cgroups[index],
            NanosecondsPerMegabyte = work.Bytes > 0 ? nanoseconds / (work.Bytes / Megabyte) : null,
        };
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
