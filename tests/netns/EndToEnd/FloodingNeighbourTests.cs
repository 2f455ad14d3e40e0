using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Containers without budgets: one floods with small datagrams, and two others of the same host talk to each other.</summary>
public sealed class FloodingNeighbourTests : IDisposable
{
    private const int MostLostInRaces = 64;

    private Lab? _lab;

    public void Dispose() => _lab?.Dispose();

    [Theory]
    [InlineData("packet", "0")]
    [InlineData("packet", "0,1")]
    [InlineData("xdp", "0")]
    public void It_loses_its_own_frames_and_nobody_elses(string lane, string workers)
    {
        _lab = Lab.Up(new LabShape { Containers = 3, Lane = lane, Workers = workers });
        Container flooder = _lab.Container(1, 1), one = _lab.Container(1, 2), other = _lab.Container(1, 3), remote = _lab.Container(2, 1);
        Traffic.WarmUp(flooder, remote.Ipv4);
        Traffic.WarmUp(one, other.Ipv4);
        using RunningCommand flood = flooder.StartScript("udp_flood.py", remote.Ipv4, "9", "3600");
        using RunningCommand second = flooder.StartScript("udp_flood.py", remote.Ipv4, "10", "3600");
        Admin admin = _lab.Host(1).Admin;
        Eventually.True(() => admin.Port(flooder).TxFrames > 200_000, () => $"the flood does not arrive\n{flood.Error}{second.Error}");

        CommandResult pings = one.Exec("ping", "-q", "-c", "200", "-i", "0.02", "-W", "5", other.Ipv4);

        Assert.Matches(@"\b(19[89]|200) received", pings.Output);
        Assert.All([one, other], container => Assert.DoesNotContain(admin.Port(container).Drops, drop => drop.Stage == "collect"));
        // The flood does not fill the ring, except for a few frames of CPUs that take the last free slot at the same time.
        Assert.InRange(admin.Drops().GetValueOrDefault("collect/socket-buffer-full"), 0, MostLostInRaces);
    }
}
