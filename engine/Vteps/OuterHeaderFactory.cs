using System.Net;
using Falcon.Engine.Uplinks;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>Builds the outer headers towards a VTEP from our side's settings.</summary>
internal sealed class OuterHeaderFactory(IReadOnlyList<IPAddress> localVteps, ushort vxlanPort, bool udpChecksum)
{
    /// <summary>The source is the route's when it is a VTEP of ours, else our first of the family.</summary>
    public OuterHeader Create(Uplink uplink, MacAddress nextHop, IPAddress remote, IPAddress? preferredSource)
    {
        IPAddress local = preferredSource is not null && localVteps.Contains(preferredSource)
            ? preferredSource
            : localVteps.First(vtep => vtep.AddressFamily == remote.AddressFamily);
        return new OuterHeader(uplink.Mac, nextHop, local, remote, vxlanPort, udpChecksum);
    }
}
