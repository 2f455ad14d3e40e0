using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>How to reach a VTEP. Immutable.</summary>
/// <param name="Uplink">The uplink's index.</param>
/// <param name="NextHop">The next hop's MAC address.</param>
/// <param name="Local">The local VTEP.</param>
/// <param name="Header">The outer headers, ready to be filled in.</param>
/// <param name="PathMtu">Bytes of the largest inner IP packet that the whole path carries, as far as known.</param>
/// <param name="LinkMtu">
/// Bytes of the largest inner IP packet that the uplink itself carries; at least <paramref name="PathMtu"/>. Packets between the two may
/// pass in fragments.
/// </param>
public sealed record VtepRoute(
    int Uplink, MacAddress NextHop, IPAddress Local, OuterHeader Header, int PathMtu = int.MaxValue, int LinkMtu = int.MaxValue);
