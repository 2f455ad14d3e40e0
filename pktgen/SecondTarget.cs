using System.Net;
using System.Net.NetworkInformation;

namespace Falcon.Pktgen;

/// <summary>A second receiver of a generator's frames: the later flows go there, and so does their share of the frames.</summary>
/// <param name="ToMac">Ethernet destination (of the inner frame).</param>
/// <param name="To">IP destination (of the inner frame), of the family of the first.</param>
/// <param name="FirstFlow">The first flow that goes there, at least 1.</param>
public sealed record SecondTarget(PhysicalAddress ToMac, IPAddress To, int FirstFlow);
