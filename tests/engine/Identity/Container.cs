using System.Net;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Identity;

/// <summary>The container of make_frames.py and its neighbour, which claims a link-local address.</summary>
internal static class Container
{
    public const string NeighboursLinkLocal = "fe80::77:88:99:aa";

    /// <summary>Makes its identity; the only other claim is the neighbour's.</summary>
    public static PortIdentity Identity(PortRoles allow = PortRoles.None)
    {
        var owners = new LinkLocalOwners();
        Assert.True(new PortLinkLocals(owners).Owns((ulong)VtepAddress.ToUInt128(IPAddress.Parse(NeighboursLinkLocal)), nowSeconds: 1));
        return new PortIdentity(Options(allow), new PortLinkLocals(owners));
    }

    private static PortOptions Options(PortRoles allow) => new()
    {
        Name = "web",
        Netns = "web",
        Device = "eth0",
        Mac = MemoryHost.PortMac(0),
        Addresses = [(IPAddress.Parse("192.168.1.1"), 24), (IPAddress.Parse("fd00::1"), 64)],
        AllowedAddresses =
        [
            new AllowedAddress(IPAddress.Parse("192.168.1.100"), 32, MacAddress.Parse("00:00:5e:00:01:01")),
            new AllowedAddress(IPAddress.Parse("fd00:0:0:9::"), 64),
        ],
        Allow = allow,
    };
}
