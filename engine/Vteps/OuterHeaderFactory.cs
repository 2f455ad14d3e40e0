using System.Net;
using Falcon.Engine.Uplinks;
using Falcon.Vxlan;

namespace Falcon.Engine.Vteps;

/// <summary>Builds the outer headers towards a VTEP from the local settings.</summary>
internal sealed class OuterHeaderFactory(Underlay underlay, ushort vxlanPort, bool udpChecksum, byte? dscp = 0)
{
    /// <summary>
    /// The local VTEP towards a remote one: the route's source if it is a local VTEP, or else the first of the address family; null while
    /// there is none.
    /// </summary>
    public IPAddress? LocalFor(IPAddress remote, IPAddress? preferredSource)
    {
        IReadOnlyList<IPAddress> localVteps = underlay.LocalVteps;
        return preferredSource is not null && localVteps.Contains(preferredSource)
            ? preferredSource
            : localVteps.FirstOrDefault(vtep => vtep.AddressFamily == remote.AddressFamily);
    }

    /// <summary>Makes the headers from a local VTEP to a remote one.</summary>
    public OuterHeader Create(MacAddress source, MacAddress nextHop, IPAddress local, IPAddress remote) =>
        new(source, nextHop, local, remote, vxlanPort, udpChecksum, dscp: dscp);
}
