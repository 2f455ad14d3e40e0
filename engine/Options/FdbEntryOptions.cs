using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Options;

/// <summary>A static forwarding entry: frames of the overlay for <paramref name="Mac"/> go to <paramref name="Vtep"/>.</summary>
/// <param name="Mac">The inner destination.</param>
/// <param name="Vtep">The underlay address of the tunnel end point behind which it lives.</param>
public sealed record FdbEntryOptions(MacAddress Mac, IPAddress Vtep);
