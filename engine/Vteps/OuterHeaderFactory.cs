using System.Net;
using Falcon.Engine.Uplinks;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>Builds the outer headers towards a VTEP from our side's settings.</summary>
internal sealed class OuterHeaderFactory(Underlay underlay, ushort vxlanPort, bool udpChecksum, byte? dscp = 0)
{
    /// <summary>
    /// Our end towards a VTEP: the route's source when it is a VTEP of ours, else our first of the family; null while we have none.
    /// </summary>
    public IPAddress? LocalFor(IPAddress remote, IPAddress? preferredSource)
    {
        IReadOnlyList<IPAddress> localVteps = underlay.LocalVteps;
        return preferredSource is not null && localVteps.Contains(preferredSource)
            ? preferredSource
            : localVteps.FirstOrDefault(vtep => vtep.AddressFamily == remote.AddressFamily);
    }

    /// <summary>The headers from one of our ends to a VTEP.</summary>
    public OuterHeader Create(MacAddress source, MacAddress nextHop, IPAddress local, IPAddress remote) =>
        new(source, nextHop, local, remote, vxlanPort, udpChecksum, dscp: dscp);
}
