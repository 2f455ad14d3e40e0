using System.Net;

namespace Falcon.Xsk;

/// <summary>Where the kernel would send a packet for an address.</summary>
/// <param name="IfIndex">The device it leaves by.</param>
/// <param name="Gateway">The next hop, perhaps of the other address family (RFC 5549); null when the destination is on the link.</param>
/// <param name="PreferredSource">The source address the kernel would choose; null when it names none.</param>
/// <param name="Local">The address is one of this host's own.</param>
/// <param name="Mtu">The route's own MTU in bytes, configured or learned by the kernel (RTAX_MTU); 0 when the route names none.</param>
public sealed record RouteInfo(int IfIndex, IPAddress? Gateway, IPAddress? PreferredSource, bool Local, int Mtu = 0);
