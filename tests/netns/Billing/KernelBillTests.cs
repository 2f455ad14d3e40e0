using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Billing;

/// <summary>Who pays for the kernel's softirqs where known flows stay in the kernel.</summary>
public sealed class KernelBillTests
{
    /// <summary>Seconds by which parts of one report may be apart: bills are published every few milliseconds.</summary>
    private const double Delay = 0.03;

    public KernelBillTests() => Requirements.Check();

    [Fact]
    public void Softirqs_are_in_the_bills_once_whether_they_interrupt_workers_or_not()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel" });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        Traffic.WarmUp(there, here.Ipv4);
        BillReport before = host.Admin.Bills();
        for (int time = 0; time < 3; time++)
        {
            Traffic.SendFile(here, there, there.Ipv4, 64 * Traffic.Megabyte);
            Traffic.SendFile(there, here, here.Ipv6, 16 * Traffic.Megabyte);
        }

        BillReport after = host.Admin.Bills();
        double softirqs = after.SoftirqSeconds - before.SoftirqSeconds, spent = KernelOf(after, here) - KernelOf(before, here);
        double cpu = softirqs + after.ThreadCpuSeconds - before.ThreadCpuSeconds;
        Assert.InRange(after.BilledSeconds - before.BilledSeconds, 0.99 * cpu - Delay, 1.01 * cpu + Delay);
        Assert.True(spent > 0.01, $"the container paid {spent} s");
        Assert.InRange(spent + OfTheHost(after) - OfTheHost(before), softirqs - Delay, double.MaxValue);
        Assert.InRange(KernelOf(after, lab.Container(1, 2)) - KernelOf(before, lab.Container(1, 2)), 0, spent / 10);
        string table = host.Exec(Repository.Falcon, "bill", "--socket", host.Admin.SocketPath).Succeeds().Output;
        Assert.Contains("kernel", table, StringComparison.Ordinal);
        Assert.Contains("falcon_container_cpu_seconds_total{", host.Admin.Metrics(), StringComparison.Ordinal);
        Assert.Contains("stage=\"kernel\"", host.Admin.Metrics(), StringComparison.Ordinal);
    }

    /// <summary>Four senders at the same time, so what else the machine does lengthens all alike.</summary>
    [Fact]
    public void Who_sends_three_times_as_much_pays_three_times_as_much()
    {
        using var lab = Lab.Up(new LabShape { Path = "kernel" });
        (Host host, Container there) = (lab.Host(1), lab.Container(2));
        (Container much, Container little) = (lab.Container(1, 1), lab.Container(1, 2));
        foreach (Container container in (Container[])[much, little])
        {
            Traffic.WarmUp(container, there.Ipv4);
            Eventually.True(() => IsCarried(host, container, there), () => host.Admin.StatusJson());
        }

        BillReport before = host.Admin.Bills();
        RunningCommand[] senders =
        [
            .. ((Container[])[much, little, much, much])
                .Select(from => from.StartScript("udp_send.py", there.Ipv4, "9", "nobody listens", "40000")),
        ];
        foreach (RunningCommand sender in senders)
        {
            sender.Ends().Succeeds();
            sender.Dispose();
        }

        BillReport after = host.Admin.Bills();
        double ratio = (KernelOf(after, much) - KernelOf(before, much)) / (KernelOf(after, little) - KernelOf(before, little));
        Assert.InRange(ratio, 2.4, 3.7);
        Assert.InRange(BillOf(after, much).Frames - BillOf(before, much).Frames, 120_000, 240_000); // with the answers
    }

    [Fact]
    public void Where_the_engine_carries_everything_nothing_is_measured()
    {
        using var lab = Lab.Up(new LabShape());
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        BillReport bills = lab.Host(1).Admin.Bills();
        Assert.Equal(0, bills.SoftirqSeconds);
        Assert.DoesNotContain(bills.Host, share => share.Name == "kernel");
        Assert.Equal(0, KernelOf(bills, lab.Container(1)));
    }

    private static bool IsCarried(Host host, Container from, Container to)
    {
        long before = host.Admin.Port(from).KernelPath?.TxFrames ?? 0;
        Traffic.Ping(from, to.Ipv4, "-c", "1");
        return host.Admin.Port(from).KernelPath?.TxFrames > before;
    }

    private static double OfTheHost(BillReport bills) => Kernel(bills.Host);

    private static double KernelOf(BillReport bills, Container container) => Kernel(BillOf(bills, container).Stages);

    private static ContainerBill BillOf(BillReport bills, Container container) =>
        bills.Containers.Single(bill => bill.Container == container.Port);

    private static double Kernel(IReadOnlyList<CpuShare> stages) =>
        stages.Where(stage => stage.Name == "kernel").Sum(stage => stage.CpuSeconds);
}
