using System.Net;
using Falcon.Engine.Uplinks;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>Builds the outer headers towards a VTEP from our side's settings.</summary>
internal sealed class OuterHeaderFactory(IReadOnlyList<IPAddress> localVteps, ushort vxlanPort, bool udpChecksum)
{
    /// <summary>Our end towards a VTEP: the route's source when it is a VTEP of ours, else our first of the family.</summary>
    public IPAddress LocalFor(IPAddress remote, IPAddress? preferredSource) =>
        preferredSource is not null && localVteps.Contains(preferredSource)
            ? preferredSource
            : localVteps.First(vtep => vtep.AddressFamily == remote.AddressFamily);

    /// <summary>The headers from one of our ends to a VTEP.</summary>
    public OuterHeader Create(Uplink uplink, MacAddress nextHop, IPAddress local, IPAddress remote) =>
        new(uplink.Mac, nextHop, local, remote, vxlanPort, udpChecksum);
}
