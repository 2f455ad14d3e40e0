using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Engine.Topology;

/// <summary>A wanted port.</summary>
/// <param name="Options">The port's options.</param>
/// <param name="Vni">The overlay's VNI.</param>
/// <param name="Mtu">The overlay's MTU in bytes.</param>
/// <param name="Coalesce">Whether frames for it may be joined to trains.</param>
/// <param name="StormLimit">The most copies per second that its broadcasts may cause.</param>
internal sealed record WantedPort(PortOptions Options, uint Vni, int Mtu, bool Coalesce, int StormLimit = OverlayOptions.DefaultStormLimit)
{
    /// <summary>What identifies a port. Its counters continue wherever its device is.</summary>
    public (uint Vni, int Mtu, string Name, MacAddress Mac) Identity => (Vni, Mtu, Options.Name, Options.Mac);

    /// <summary>The overlay's identity.</summary>
    public (uint Vni, int Mtu) Overlay => (Vni, Mtu);

    /// <summary>Where its device is; there can be only one device at a location.</summary>
    public (string Netns, string Device) Location => (Options.Netns, Options.Device);

    /// <summary>The event when it is removed.</summary>
    public DataplaneEvent RemovedEvent =>
        new(DataplaneEventKind.PortRemoved, Options.Name, $"{Options.Device} in namespace {Options.Netns}, {Options.Mac}");

    /// <summary>The event when it changes and keeps its device; null when nothing changes.</summary>
    public DataplaneEvent? ChangedEvent(WantedPort other)
    {
        List<string> what = [];
        if (other.Coalesce != Coalesce) what.Add("coalesce");
        if (other.StormLimit != StormLimit) what.Add("storm-limit");
        if (other.Options.Paths != Options.Paths) what.Add("path");
        if (other.Options.Budget != Options.Budget) what.Add("budget");
        if (other.Options.MacLimit != Options.MacLimit) what.Add("mac-limit");
        if (other.Options.Cgroup != Options.Cgroup) what.Add("cgroup");
        if (other.Options.Wait != Options.Wait) what.Add("wait");
        if (other.Options.IsStrict != Options.IsStrict) what.Add("anti-spoof");
        if (!other.Options.AllowedAddresses.SequenceEqual(Options.AllowedAddresses)) what.Add("allowed-addresses");
        if (other.Options.Allow != Options.Allow) what.Add("allow");
        return what.Count == 0 ? null : new DataplaneEvent(DataplaneEventKind.PortChanged, Options.Name, string.Join(", ", what));
    }

    /// <summary>Whether both have the same identity rules for their containers.</summary>
    public bool HasIdentityOf(WantedPort other) => Options.IsStrict == other.Options.IsStrict && Options.Allow == other.Options.Allow
        && Options.AllowedAddresses.SequenceEqual(other.Options.AllowedAddresses);

    /// <summary>Whether a device made for one serves the other.</summary>
    public bool SharesDeviceWith(WantedPort other) =>
        Location == other.Location && Options.Addresses.SequenceEqual(other.Options.Addresses);
}
