using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Engine.Topology;

/// <summary>A port that is wanted.</summary>
/// <param name="Options">What the operator wants.</param>
/// <param name="Vni">Its overlay's VNI.</param>
/// <param name="Mtu">Its overlay's MTU in bytes.</param>
/// <param name="Coalesce">Whether frames for it may be joined to trains.</param>
/// <param name="StormLimit">Copies per second that its broadcasts may cause.</param>
internal sealed record WantedPort(PortOptions Options, uint Vni, int Mtu, bool Coalesce, int StormLimit = OverlayOptions.DefaultStormLimit)
{
    /// <summary>What makes it the same port, whose counters go on wherever its device is.</summary>
    public (uint Vni, int Mtu, string Name, MacAddress Mac) Identity => (Vni, Mtu, Options.Name, Options.Mac);

    /// <summary>Its overlay's identity.</summary>
    public (uint Vni, int Mtu) Overlay => (Vni, Mtu);

    /// <summary>Where its device is; there can be one at a time.</summary>
    public (string Netns, string Device) Location => (Options.Netns, Options.Device);

    /// <summary>What to tell the operator when it goes.</summary>
    public DataplaneEvent RemovedEvent =>
        new(DataplaneEventKind.PortRemoved, Options.Name, $"{Options.Device} in namespace {Options.Netns}, {Options.Mac}");

    /// <summary>What to tell the operator when it becomes another one with the same device; null when nothing of it changes.</summary>
    public DataplaneEvent? ChangedEvent(WantedPort other)
    {
        List<string> what = [];
        if (other.Coalesce != Coalesce) what.Add("coalesce");
        if (other.StormLimit != StormLimit) what.Add("storm-limit");
        if (other.Options.Budget != Options.Budget) what.Add("budget");
        if (other.Options.MacLimit != Options.MacLimit) what.Add("mac-limit");
        if (other.Options.Cgroup != Options.Cgroup) what.Add("cgroup");
        if (other.Options.Wait != Options.Wait) what.Add("wait");
        if (other.Options.IsStrict != Options.IsStrict) what.Add("anti-spoof");
        if (!other.Options.AllowedAddresses.SequenceEqual(Options.AllowedAddresses)) what.Add("allowed-addresses");
        if (other.Options.Allow != Options.Allow) what.Add("allow");
        return what.Count == 0 ? null : new DataplaneEvent(DataplaneEventKind.PortChanged, Options.Name, string.Join(", ", what));
    }

    /// <summary>Whether the containers of both may claim to be the same.</summary>
    public bool HasIdentityOf(WantedPort other) => Options.IsStrict == other.Options.IsStrict && Options.Allow == other.Options.Allow
        && Options.AllowedAddresses.SequenceEqual(other.Options.AllowedAddresses);

    /// <summary>Whether a device made for the one serves the other.</summary>
    public bool SharesDeviceWith(WantedPort other) =>
        Location == other.Location && Options.Addresses.SequenceEqual(other.Options.Addresses);
}
