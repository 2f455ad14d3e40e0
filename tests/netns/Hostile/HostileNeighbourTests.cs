using System.Globalization;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Hostile;

/// <summary>
/// A container that does whatever CAP_NET_ADMIN and CAP_NET_RAW allow, and a wire that carries anything, beside honest containers. The
/// daemon survives, no frame is lost track of, and the honest containers are served. FALCON_HOSTILE_SECONDS sets the length of each part;
/// from 60 on, losses, times and memory are checked against bounds.
/// </summary>
public sealed class HostileNeighbourTests : IDisposable
{
    private const int Bounded = 60;
    private const int AsFastAsPossible = 0;
    private static readonly int s_seconds =
        int.Parse(Environment.GetEnvironmentVariable("FALCON_HOSTILE_SECONDS") ?? "5", CultureInfo.InvariantCulture);

    private const int Containers = 4; // on each host: two honest ones, one that plays with its devices, one that only sends

    private readonly Lab _lab = Lab.Up(new LabShape { Containers = Containers });

    private static bool IsLong => s_seconds >= Bounded;

    [Theory]
    [InlineData(100_000)]
    [InlineData(AsFastAsPossible)]
    public void A_hostile_container_harms_nobody_but_itself(int perSecond) => Endure(_lab, lab => FromContainer(lab, perSecond), perSecond);

    /// <summary>
    /// Its frames reach the stages behind Collect, and it can take others' addresses, so only the daemon and its frames are checked.
    /// </summary>
    [Fact]
    public void A_hostile_container_that_may_claim_any_address_does_not_end_the_daemon()
    {
        _lab.Host(1).Configuration.Add(_lab.Container(1, 3), "anti-spoof: off");
        _lab.Host(1).Reload().Succeeds();
        WarmUp(_lab);
        using (FromContainer(_lab, AsFastAsPossible)) HonestTraffic.Ping(_lab, s_seconds);
        WarmUp(_lab);
        Harness.Frames.AreConserved(_lab.Host(1).Admin);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(AsFastAsPossible)]
    public void A_hostile_wire_harms_nobody(int perSecond) => Endure(_lab, lab => FromWire(lab, perSecond), perSecond);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Hostile_containers_and_a_hostile_wire_at_once_harm_nobody() =>
        Endure(_lab, lab => FromContainer(lab, AsFastAsPossible).And(FromWire(lab, AsFastAsPossible)), AsFastAsPossible);

    private static Attack FromContainer(Lab lab, int perSecond)
    {
        Container player = lab.Container(1, 3), flooder = lab.Container(1, 4), victim = lab.Container(1, 1);
        RunningCommand devices = player.Start("bash", Scripts.PathOf("hostile_container.sh"), "1", "eth0", victim.Ipv4, victim.Mac);
        return new Attack(
            [
                HostileSender.InContainer(player, Frames(lab, player, seed: 1), perSecond / 2, large: true),
                HostileSender.InContainer(flooder, Frames(lab, flooder, seed: 3), perSecond / 2, large: false),
            ],
            devices);
    }

    private static Attack FromWire(Lab lab, int perSecond) =>
        new([HostileSender.OnWire(lab.Host(2), lab.Host(1), Frames(lab, lab.Container(2, 3), seed: 2), perSecond)], null);

    private static HostileFrameSource Frames(Lab lab, Container sender, int seed) =>
        new(seed, sender, [lab.Container(1, 1), lab.Container(1, 2), lab.Container(2, 1)]);

    private static void Endure(Lab lab, Func<Lab, Attack> begin, int perSecond)
    {
        int seconds = perSecond == AsFastAsPossible ? s_seconds : Math.Min(s_seconds, Bounded); // a minute is enough for a rate
        WarmUp(lab);
        HonestTraffic.KnowEachOther(lab);
        var memory = new ResidentMemory(lab.Host(1));
        if (IsLong) memory.WarmUp(lab.Container(1, 3));
        long sent;
        (HonestTraffic.Outcome Local, HonestTraffic.Outcome Remote) pings;
        using (Attack attack = begin(lab))
        {
            HonestTraffic.Ping(lab, Math.Max(1, seconds / 4)); // until memory is as large as the attack makes it
            memory.NoteBefore();
            pings = HonestTraffic.Ping(lab, seconds);
            memory.NoteAfter();
            sent = attack.Sent;
        }

        Report($"{sent} hostile frames; pings {pings}; {memory}");
        Assert.True(sent > 0, "nothing hostile was sent");
        WarmUp(lab); // the honest containers still, or again, reach each other
        Harness.Frames.AreConserved(lab.Host(1).Admin);
        if (IsLong) AssertBounds(pings, Kernel(begin), memory, perSecond);
    }

    private static void AssertBounds(
        (HonestTraffic.Outcome Local, HonestTraffic.Outcome Remote) falcon,
        (HonestTraffic.Outcome Local, HonestTraffic.Outcome Remote) kernel, ResidentMemory memory, int perSecond)
    {
        double allowed = perSecond == AsFastAsPossible ? 10 : 1;
        Assert.True(
            falcon.Local.Lost <= kernel.Local.Lost + allowed,
            $"local pings: {falcon.Local}, beside the kernel's overlay {kernel.Local}");
        Assert.True(
            falcon.Remote.Lost <= kernel.Remote.Lost + allowed,
            $"remote pings: {falcon.Remote}, beside the kernel's overlay {kernel.Remote}");
        if (perSecond != AsFastAsPossible)
        {
            Assert.True(falcon.Local.Milliseconds <= 3, $"local pings: {falcon.Local}");
            Assert.True(falcon.Remote.Milliseconds <= 3, $"remote pings: {falcon.Remote}");
        }

        memory.IsFlat();
    }

    /// <summary>Runs the same attack on the kernel's own overlay.</summary>
    private static (HonestTraffic.Outcome Local, HonestTraffic.Outcome Remote) Kernel(Func<Lab, Attack> begin)
    {
        using var lab = Lab.Up(new LabShape { Containers = Containers, KernelHosts = 2 });
        WarmUp(lab);
        HonestTraffic.KnowEachOther(lab);
        using Attack attack = begin(lab);
        (HonestTraffic.Outcome Local, HonestTraffic.Outcome Remote) pings = HonestTraffic.Ping(lab, Math.Min(s_seconds, Bounded));
        Report($"kernel: pings {pings}");
        return pings;
    }

    private static void WarmUp(Lab lab)
    {
        Traffic.WarmUp(lab.Container(1, 1), lab.Container(1, 2).Ipv4);
        Traffic.WarmUp(lab.Container(1, 1), lab.Container(2, 1).Ipv4);
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private sealed record Attack(IReadOnlyList<HostileSender> Senders, RunningCommand? Devices) : IDisposable
    {
        public long Sent => Senders.Sum(sender => sender.Sent);

        public Attack And(Attack other) => new([.. Senders, .. other.Senders], Devices ?? other.Devices);

        public void Dispose()
        {
            Devices?.Dispose();
            foreach (HostileSender sender in Senders) sender.Dispose();
        }
    }
}
