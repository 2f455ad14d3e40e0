using System.Diagnostics;
using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A container that sends past its transmit gate is still held to its budget: at the host end, which it cannot reach.</summary>
public sealed class HostileBudgetTests : IDisposable
{
    private const double Share = 0.05;
    private const int ThrottledPeriods = 20;
    private const string Forever = "3600"; // the test ends it

    private Lab? _lab;
    private BudgetedContainer? _held;

    private Lab Lab => _lab!;

    private BudgetedContainer Held => _held!;

    private Container Hostile => Held.Container;

    private Container Neighbour => Lab.Container(1, 2);

    private Container Remote => Lab.Container(2, 1);

    public void Dispose() => _lab?.Dispose();

    [Theory]
    [InlineData("packet")]
    [InlineData("xdp")]
    public void Who_sends_past_the_queueing_discipline_loses_it_at_the_host_end(string lane)
    {
        using FalconDaemon daemon = Start(lane);
        using RunningCommand bypass = Bypass();
        Eventually.True(() => PastGate() > 1000, () => $"nothing is dropped at the host end: {Held.Gate()}\n{daemon.Log}\n{bypass.Error}");
        AssertHeld();
        Traffic.Ping(Neighbour, Remote.Ipv4, "-c", "20");
        Assert.Single(daemon.LogLines("warn", "budget-degraded", Hostile.Port, "it sends past its gate"));
    }

    [Fact]
    public void Who_deletes_its_gate_again_and_again_is_held_and_the_gate_is_put_back()
    {
        using FalconDaemon daemon = Start("packet");
        using RunningCommand sender = Held.Send();
        using RunningCommand eraser = Hostile.StartScript("qdisc_delete.py", "eth0", Forever);
        Eventually.True(() => PastGate() > 1000, () => $"nothing is dropped at the host end: {daemon.Log}\n{eraser.Error}");
        AssertHeld();
        Traffic.Ping(Neighbour, Remote.Ipv4, "-c", "20");
        Assert.Single(daemon.LogLines("warn", "budget-degraded", Hostile.Port));
    }

    [Theory]
    [InlineData("pfifo")]
    [InlineData("handle fa1c: pfifo")] // it looks like ours
    [InlineData("handle fa1c: tbf rate 4gbit burst 1mb limit 1mb")]
    public void A_gate_that_was_replaced_is_put_back(string discipline)
    {
        using FalconDaemon daemon = Start("packet");
        using RunningCommand sender = Held.Send();
        Eventually.True(
            () => Held.Budget.Throttled && Held.Gate().Contains("tbf", StringComparison.Ordinal),
            () => $"the gate is never closed: {Held.Budget}, {Held.Gate()}\nsender {sender.Error}");
        Eventually.True(() => Puts(discipline), "the gate is put back each time before the other discipline is there");
        Eventually.True(
            () => Held.Gate().Contains("tbf", StringComparison.Ordinal) && !Held.Gate().Contains("rate 4Gbit", StringComparison.Ordinal),
            () => $"the gate is not put back: {Held.Gate()}");
        AssertHeld();
    }

    /// <summary>Replaces the gate with tc. Falcon may put its gate back first, and tc then fails.</summary>
    private bool Puts(string discipline)
    {
        Hostile.Exec("tc", "qdisc", "del", "dev", "eth0", "root");
        return Hostile.Exec("tc", ["qdisc", "add", "dev", "eth0", "root", .. discipline.Split(' ')]).ExitCode == 0;
    }

    /// <summary>Kernels without type information have no program at the host end.</summary>
    [Fact]
    public void Where_nothing_can_be_dropped_at_the_host_end_the_worker_drops_what_has_no_gate()
    {
        Build(lane: "packet");
        using FalconDaemon daemon = Held.StartWithoutGate("{cpu: 5%}", FalconDaemon.StartWithoutTypeInformation);
        using RunningCommand sender = Held.Send();
        Eventually.True(
            () => Held.Dropped("over-budget") > 1000,
            () => $"nothing is dropped: {Held.Budget}, {Held.Gate()}\nsender {sender.Output}{sender.Error}\n{daemon.Log}");
        Assert.Equal(0, PastGate());
    }

    [Fact]
    public void A_container_that_goes_while_it_is_held_is_no_matter()
    {
        using FalconDaemon daemon = Start("packet");
        using (RunningCommand bypass = Bypass())
        {
            Eventually.True(
                () => PastGate() > 1000, () => $"nothing is dropped at the host end: {Held.Budget}, {Held.Gate()}\n{bypass.Error}");
        }

        Held.ComeBack();
        Assert.Empty(daemon.LogLines("error"));
    }

    private FalconDaemon Start(string lane)
    {
        Build(lane);
        FalconDaemon daemon = Held.Start("{cpu: 5%}");
        Traffic.WarmUp(Hostile, Remote.Ipv4);
        return daemon;
    }

    private void Build(string lane)
    {
        _lab = Lab.Up(new LabShape { Start = false, Lane = lane });
        _held = new BudgetedContainer(_lab);
    }

    private RunningCommand Bypass() => Hostile.StartScript("gate_bypass.py", "eth0", Remote.Mac, Remote.Ipv4, Forever);

    private long PastGate() => Held.Dropped("past-gate");

    /// <summary>
    /// Checks that between two moments without debt the container spends at most twice its budget; half of one worker's time would be ten
    /// times as much.
    /// </summary>
    private void AssertHeld()
    {
        long start = Stopwatch.GetTimestamp();
        BudgetSnapshot before = Held.WhenDebtIsPaid();
        Eventually.True(
            () => Held.Budget.ThrottledPeriods >= before.ThrottledPeriods + ThrottledPeriods,
            () => $"it is not throttled any more: {Held.Budget}",
            BudgetedContainer.DebtLimit);
        BudgetSnapshot after = Held.WhenDebtIsPaid();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        Assert.InRange(after.UsedNanoseconds - before.UsedNanoseconds, 0, 2 * Share * elapsed);
    }
}
