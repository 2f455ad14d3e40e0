using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Options;

/// <summary>A static forwarding entry: in this overlay, frames for <paramref name="Mac"/> go to <paramref name="Vtep"/>.</summary>
/// <param name="Mac">The inner destination MAC address.</param>
/// <param name="Vtep">The underlay address of the VTEP.</param>
public sealed record FdbEntryOptions(MacAddress Mac, IPAddress Vtep);
