namespace Falcon.Netns.Tests.Harness;

/// <summary>Removes and makes the wire between the two hosts of a lab.</summary>
public static class Uplinks
{
    /// <summary>Deletes the devices at both ends.</summary>
    public static void Delete(Lab lab) => lab.Host(1).Exec("ip", "link", "del", Host.Uplink).Succeeds();

    /// <summary>Makes devices with the same names and addresses, but other indices and MAC addresses.</summary>
    public static void Make(Lab lab)
    {
        lab.Host(1).Exec(
            "ip", "link", "add", Host.Uplink, "type", "veth", "peer", "name", Host.Uplink, "netns", lab.Host(2).Name).Succeeds();
        foreach (Host host in (Host[])[lab.Host(1), lab.Host(2)])
        {
            host.Exec("ethtool", "-K", Host.Uplink, "tx", "off", "tso", "off", "gso", "off", "gro", "on").Succeeds();
            AddAddress(lab, host, host.Address);
            host.Exec("ip", "link", "set", Host.Uplink, "up").Succeeds();
        }
    }

    /// <summary>Gives an uplink an address of the underlay's subnet.</summary>
    public static void AddAddress(Lab lab, Host host, string address)
    {
        string[] flags = lab.Topology.Underlay == 6 ? ["nodad"] : [];
        host.Exec("ip", ["addr", "add", $"{address}/{(lab.Topology.Underlay == 6 ? 64 : 24)}", "dev", Host.Uplink, .. flags]).Succeeds();
    }

    /// <summary>Waits until the daemon reports its uplink as up, or as down.</summary>
    public static void AreSeen(Host host, bool up) => Eventually.True(
        () => host.Admin.Status().Uplinks.All(uplink => uplink.Up == up),
        () => $"the uplink is not seen {(up ? "up" : "down")}\n{host.Admin.StatusJson()}");
}
