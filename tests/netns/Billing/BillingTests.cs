using System.Globalization;
using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Billing;

/// <summary>
/// Real traffic and real clocks: a flood to one container, TCP to another, and a third that rests. FALCON_BILLING_SECONDS makes the run
/// longer.
/// </summary>
public abstract class BillingTests<TShape>(LabFixture<TShape> fixture) : LabTest(() => fixture.Lab), IClassFixture<LabFixture<TShape>>
    where TShape : ILabShape
{
    private static readonly int s_seconds = int.Parse(
        Environment.GetEnvironmentVariable("FALCON_BILLING_SECONDS") ?? "5", CultureInfo.InvariantCulture);

    /// <summary>Seconds by which bills may be behind the threads' clocks: bills are published every few milliseconds.</summary>
    private const double Delay = 0.03;

    /// <summary>Nanoseconds per frame: in trains on a fast machine, and alone on a slow one.</summary>
    private const double CheapestFrame = 100, CostliestFrame = 20_000;

    /// <summary>The least seconds that receiving and dropping a frame costs.</summary>
    private const double LeastNoise = 20e-9;

    private Container Flooded => Lab.Container(1, 1);

    private Container Served => Lab.Container(1, 2);

    private Container Idle => Lab.Container(1, 3);

    [Fact]
    public void Bills_and_overhead_are_the_workers_cpu_time_and_each_container_pays_its_own()
    {
        WarmUp();
        BillReport before = Bills();
        RunMixedTraffic(everySecond: () =>
        {
            BillReport second = Bills(TimeSpan.FromSeconds(1));
            Assert.InRange(second.BilledSeconds, second.ThreadCpuSeconds - Delay, second.ThreadCpuSeconds + Delay);
        });
        BillReport after = Bills();

        double cpu = after.ThreadCpuSeconds - before.ThreadCpuSeconds;
        Assert.True(cpu > 0.1, $"the workers had {cpu} s of CPU time only");
        Assert.InRange(after.BilledSeconds - before.BilledSeconds, 0.99 * cpu - Delay, 1.01 * cpu + Delay);
        Assert.InRange((Spent(Flooded) + Spent(Served)) / cpu, 0.5, 1);
        Assert.InRange(Spent(Idle) / cpu, 0, 0.01);
        // A container that paid for another would pay nearly nothing, or far too much, for its own frames.
        foreach (Container container in new[] { Flooded, Served })
        {
            Assert.InRange(
                1e9 * Spent(container) / (BillOf(after, container).Frames - BillOf(before, container).Frames),
                CheapestFrame, CostliestFrame);
        }

        double Spent(Container container) => BillOf(after, container).CpuSeconds - BillOf(before, container).CpuSeconds;
    }

    [Fact]
    public void Noise_on_the_uplink_is_the_hosts_bill()
    {
        var frames = new TunnelFrames(Lab.Host(2), Lab.Host(1), Lab.Container(2), Flooded);
        byte[][] noise = [.. Enumerable.Repeat(frames.With("cut-short"), 5_000).SelectMany(frame => frame)];
        WarmUp();
        BillReport before = Bills();
        long droppedBefore = Truncated();
        Traffic.SendFrames(Lab.Host(2), Host.Uplink, noise);
        Eventually.True(
            () => Truncated() - droppedBefore > noise.Length / 20,
            () => $"of {noise.Length} frames {Truncated() - droppedBefore} were dropped");
        long dropped = Truncated() - droppedBefore;

        double billed = 0;
        Eventually.True(
            () => (billed = OfTheHost(Bills()) - OfTheHost(before)) > dropped * LeastNoise,
            () => $"the host was billed {billed} s for {dropped} frames");
        // The container that the frames were addressed to pays nothing.
        Assert.InRange(BillOf(Bills(), Flooded).CpuSeconds - BillOf(before, Flooded).CpuSeconds, 0, billed / 10);
    }

    [Fact]
    public void The_command_shows_every_container_and_the_sum()
    {
        string[] command = ["bill", "--socket", Lab.Host(1).Admin.SocketPath];
        string table = Lab.Host(1).Exec(Repository.Falcon, command).Succeeds().Output;
        foreach (string word in new[] { Flooded.Port, Served.Port, Idle.Port, "bills + overhead", "softirq" })
            Assert.Contains(word, table, StringComparison.Ordinal);

        using var picture = TemporaryFile.Named(".svg");
        string csv = Lab.Host(1).Exec(Repository.Falcon, [.. command, "--csv", "--plot", picture.Path]).Succeeds().Output;
        Assert.Contains($"container,{Served.Port},{Served.Vni},", csv, StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(picture.Path), StringComparison.Ordinal);
    }

    /// <summary>Lets the JIT compile first: its work is billed to the first frames.</summary>
    private void WarmUp()
    {
        Traffic.WarmUp(Lab.Container(2, 1), Flooded.Ipv4);
        Traffic.WarmUp(Lab.Container(2, 2), Served.Ipv4);
    }

    private void RunMixedTraffic(Action everySecond)
    {
        int floodPort = Traffic.NextPort(), tcpPort = Traffic.NextPort();
        using RunningCommand sink = Flooded.Serve(floodPort, "iperf3", "-s", "-1", "-p", $"{floodPort}");
        using RunningCommand server = Served.Serve(tcpPort, "iperf3", "-s", "-1", "-p", $"{tcpPort}");
        using RunningCommand flood = Lab.Container(2, 1).Start(
            "iperf3", "-c", Flooded.Ipv4, "-p", $"{floodPort}", "-u", "-b", "0", "-l", "200", "-t", $"{s_seconds}");
        using RunningCommand client = Lab.Container(2, 2).Start("iperf3", "-c", Served.Ipv4, "-p", $"{tcpPort}", "-t", $"{s_seconds}");
        for (int second = 0; second < s_seconds; second++)
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            everySecond();
        }

        client.Ends().Succeeds();
        flood.Ends();
    }

    private BillReport Bills(TimeSpan? since = null) => Lab.Host(1).Admin.Bills(since);

    private static double OfTheHost(BillReport bills) =>
        bills.Host.Where(stage => stage.Name == "decapsulate").Sum(stage => stage.CpuSeconds);

    private long Truncated() => Lab.Host(1).Admin.Drops().GetValueOrDefault("decapsulate/truncated");

    private static ContainerBill BillOf(BillReport report, Container container) =>
        report.Containers.Single(bill => bill.Container == container.Port);
}
