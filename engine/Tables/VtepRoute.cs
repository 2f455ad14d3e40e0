using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>How to reach a VTEP. Immutable.</summary>
/// <param name="Uplink">Index of the uplink.</param>
/// <param name="NextHop">The next hop's MAC address.</param>
/// <param name="Local">Our end of the tunnel.</param>
/// <param name="Header">The outer headers, ready to be patched.</param>
/// <param name="PathMtu">Bytes of the largest inner IP packet that the whole path carries, as far as is known.</param>
/// <param name="LinkMtu">The same of the uplink itself; at least <paramref name="PathMtu"/>. What is between the two may pass in
/// fragments.</param>
public sealed record VtepRoute(
    int Uplink, MacAddress NextHop, IPAddress Local, OuterHeader Header, int PathMtu = int.MaxValue, int LinkMtu = int.MaxValue);
