using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Options;

/// <summary>Addresses that a container may use besides the port's own, such as a virtual address of VRRP (RFC 9568).</summary>
/// <param name="Address">The first address; the bits after the prefix are zero.</param>
/// <param name="PrefixLength">The prefix length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
/// <param name="Mac">A MAC address that the container may use as well; null for none.</param>
public sealed record AllowedAddress(IPAddress Address, int PrefixLength, MacAddress? Mac = null);
