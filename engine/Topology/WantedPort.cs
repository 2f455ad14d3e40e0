using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Engine.Topology;

/// <summary>A port as it shall be.</summary>
/// <param name="Options">What the operator wants.</param>
/// <param name="Vni">Its overlay's VNI.</param>
/// <param name="Mtu">Its overlay's MTU in bytes.</param>
/// <param name="Coalesce">Whether frames for it may be joined to trains.</param>
internal sealed record WantedPort(PortOptions Options, uint Vni, int Mtu, bool Coalesce)
{
    /// <summary>What makes it the same port, whose counters go on wherever its device is.</summary>
    public (uint Vni, int Mtu, string Name, MacAddress Mac) Identity => (Vni, Mtu, Options.Name, Options.Mac);

    /// <summary>Where its device is; there can be one at a time.</summary>
    public (string Netns, string Device) Place => (Options.Netns, Options.Device);

    /// <summary>Whether a device made for the one serves the other.</summary>
    public bool SharesDeviceWith(WantedPort other) => Place == other.Place && Options.Addresses.SequenceEqual(other.Options.Addresses);
}
