using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>An uplink's addresses, and what it accepts from the wire.</summary>
/// <param name="Mac">The device's MAC address; only frames to it are accepted.</param>
/// <param name="Rules">What is accepted beyond the strict rules.</param>
/// <param name="Addresses">The device's addresses with their prefix lengths, including link-local ones.</param>
public sealed record UplinkIdentity(MacAddress Mac, OuterRules Rules, IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses);
