using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>How to reach a VTEP.</summary>
/// <param name="Uplink">Index of the uplink.</param>
/// <param name="NextHop">The next hop's MAC address.</param>
/// <param name="Local">Our end of the tunnel.</param>
/// <param name="Header">The outer headers, ready to be patched.</param>
public sealed record VtepRoute(int Uplink, MacAddress NextHop, IPAddress Local, OuterHeader Header);
