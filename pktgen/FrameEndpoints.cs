using System.Net;
using System.Net.NetworkInformation;

namespace Falcon.Pktgen;

/// <summary>Who sends a frame to whom, on Ethernet and IP. Both IP addresses are of one family.</summary>
/// <param name="FromMac">Ethernet source.</param>
/// <param name="ToMac">Ethernet destination.</param>
/// <param name="From">IP source.</param>
/// <param name="To">IP destination.</param>
public sealed record FrameEndpoints(PhysicalAddress FromMac, PhysicalAddress ToMac, IPAddress From, IPAddress To);
