using System.Net;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>What an uplink is called on the wire, and what it accepts from there.</summary>
/// <param name="Mac">The device's MAC address: only frames to it are accepted.</param>
/// <param name="Rules">What is accepted beyond the strict rules.</param>
/// <param name="Addresses">The device's addresses with their prefix lengths, link-local ones included.</param>
public sealed record UplinkIdentity(MacAddress Mac, OuterRules Rules, IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses);
