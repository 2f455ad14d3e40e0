using System.Net;

namespace Falcon.Xsk.Links;

/// <summary>Where the kernel would send a packet for an address.</summary>
/// <param name="IfIndex">The device it leaves by.</param>
/// <param name="Gateway">The next hop, perhaps of the other address family (RFC 5549); null when the destination is on-link.</param>
/// <param name="PreferredSource">The source address that the kernel would choose; null when the route has none.</param>
/// <param name="Local">Whether the address is one of this host's own.</param>
/// <param name="Mtu">The route's own MTU in bytes, configured or learned by the kernel (RTAX_MTU); 0 when it has none.</param>
public sealed record RouteInfo(int IfIndex, IPAddress? Gateway, IPAddress? PreferredSource, bool Local, int Mtu = 0);
