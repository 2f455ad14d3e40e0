using Falcon.Engine.Options;

namespace Falcon.Engine.Topology;

/// <summary>An overlay as it shall be, its MTU settled.</summary>
/// <param name="Options">What the operator wants.</param>
/// <param name="Mtu">Largest inner IP packet in bytes.</param>
internal sealed record WantedOverlay(OverlayOptions Options, int Mtu)
{
    /// <summary>What makes it the same overlay: its devices have its MTU.</summary>
    public (uint Vni, int Mtu) Identity => (Options.Vni, Mtu);

    /// <summary>Its ports.</summary>
    public IEnumerable<WantedPort> Ports => Options.Ports.Select(port => new WantedPort(port, Options.Vni, Mtu, Options.Coalesce && port.Coalesce));
}
