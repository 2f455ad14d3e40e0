using System.Text.Json.Nodes;

namespace Falcon.Netns.Tests.Harness;

/// <summary>Address resolution, seen through the containers' neighbour tables.</summary>
public static class Neighbours
{
    /// <summary>Deletes what is known and resolves the address again.</summary>
    public static void AreFound(Container by, string address, string mac)
    {
        Forget(by);
        Traffic.Ping(by, address, "-c", "1");
        Assert.Equal(mac, MacOf(by, address));
    }

    /// <summary>Checks that an announcement by <paramref name="sender"/> makes the receivers learn its address unasked.</summary>
    public static void AreToldByGratuitousArp(Container sender, IEnumerable<Container> receivers)
    {
        foreach (Container receiver in receivers)
        {
            receiver.Exec("sysctl", "-qw", "net.ipv4.conf.eth0.arp_accept=1").Succeeds();
            Forget(receiver);
        }

        using RunningCommand announcement = sender.StartScript("arp.py", "announce", sender.Mac, sender.Ipv4, "60");
        foreach (Container receiver in receivers)
        {
            Eventually.True(() => MacOf(receiver, sender.Ipv4) == sender.Mac, $"{receiver} did not hear the announcement of {sender}");
        }
    }

    private static void Forget(Container container)
    {
        // ip fails when entries come back faster than it deletes them.
        foreach (string? family in new[] { "-4", "-6" })
        {
            Eventually.True(
                () => container.Exec("ip", family, "neigh", "flush", "dev", "eth0", "nud", "all").ExitCode == 0,
                $"{container} cannot forget");
        }
    }

    /// <summary>The MAC address that a container knows for an address; null for none.</summary>
    public static string? MacOf(Container container, string address)
    {
        JsonArray entries =
            JsonNode.Parse(container.Exec("ip", "-j", "neigh", "show", address, "dev", "eth0").Succeeds().Output)!.AsArray();
        return entries.Count == 0 ? null : entries[0]!["lladdr"]?.GetValue<string>();
    }
}
