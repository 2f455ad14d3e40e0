using System.Globalization;
using System.Text.RegularExpressions;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Hostile;

/// <summary>Two honest containers of a lab's host 1 that ping each other and one of host 2 during an attack.</summary>
internal static partial class HonestTraffic
{
    private const int PerSecond = 50;

    /// <summary>The result of the pings.</summary>
    /// <param name="Lost">The percentage of pings without an answer.</param>
    /// <param name="Milliseconds">The mean time to an answer; infinite without any.</param>
    public readonly record struct Outcome(double Lost, double Milliseconds);

    /// <summary>
    /// Gives the honest containers static entries of each other's MAC addresses: on a wire that anyone can write to, ARP can be forged.
    /// </summary>
    public static void KnowEachOther(Lab lab)
    {
        Container[] honest = [lab.Container(1, 1), lab.Container(1, 2), lab.Container(2, 1)];
        foreach (Container one in honest)
        {
            foreach (Container other in honest.Where(other => other != one))
                one.Exec("ip", "neighbour", "replace", other.Ipv4, "lladdr", other.Mac, "dev", "eth0", "nud", "permanent").Succeeds();
        }
    }

    /// <summary>Pings for some seconds, to the neighbour and to the remote container at once.</summary>
    public static (Outcome Local, Outcome Remote) Ping(Lab lab, int seconds)
    {
        using RunningCommand local = Start(lab, lab.Container(1, 2), seconds);
        using RunningCommand remote = Start(lab, lab.Container(2, 1), seconds);
        var limit = TimeSpan.FromSeconds(4 * seconds + 60);
        return (Read(local.Ends(limit)), Read(remote.Ends(limit)));
    }

    private static RunningCommand Start(Lab lab, Container to, int seconds) => lab.Container(1, 1).Start(
        "ping", "-n", "-q", "-i", (1.0 / PerSecond).ToString(CultureInfo.InvariantCulture),
        "-c", $"{seconds * PerSecond}", "-w", $"{seconds}", "-W", "1", to.Ipv4);

    private static Outcome Read(CommandResult ping)
    {
        Match counts = Counts().Match(ping.Output), times = Times().Match(ping.Output);
        Assert.True(counts.Success, ping.ToString());
        double sent = Number(counts, 1), answered = Number(counts, 2);
        return new Outcome((sent - answered) * 100 / sent, times.Success ? Number(times, 1) : double.PositiveInfinity);
    }

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) packets transmitted, (\d+) received")]
    private static partial Regex Counts();

    [GeneratedRegex(@"rtt min/avg/max/mdev = [\d.]+/([\d.]+)/")]
    private static partial Regex Times();
}
