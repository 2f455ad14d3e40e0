using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Tests.Identity;

public sealed class GoldenIdentityTests
{
    public static TheoryData<string> Names => [.. IdentityFrame.All.Select(frame => frame.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_strict_port_speaks_only_for_itself(string name)
    {
        IdentityFrame frame = Frame(name);

        Assert.Equal(frame.Verdict, VerdictOn(frame, PortRoles.None));
    }

    [Theory]
    [InlineData("router-advertisement", "pass")]
    [InlineData("router-advertisement-behind-hop-by-hop", "pass")]
    [InlineData("router-advertisement-fragment", "spoofed-nd")]
    [InlineData("router-advertisement-of-neighbour", "spoofed-ip")]
    [InlineData("redirect6", "pass")]
    [InlineData("redirect4", "pass")]
    [InlineData("router-advertisement4", "pass")]
    [InlineData("ip4-of-neighbour", "pass")]
    [InlineData("ip6-of-neighbour", "pass")]
    [InlineData("ip4-unspecified", "spoofed-ip")]
    [InlineData("ip6-unspecified-udp", "spoofed-ip")]
    [InlineData("mac-of-neighbour", "spoofed-mac")]
    [InlineData("arp-sender-ip", "spoofed-arp")]
    [InlineData("nd-advertisement-target", "spoofed-nd")]
    [InlineData("nd-solicitation-source", "spoofed-ip")]
    [InlineData("dhcp4-offer", "rogue-dhcp")]
    public void A_router_forwards_and_advertises_and_is_nobody_else(string name, string verdict) =>
        Assert.Equal(verdict, VerdictOn(Frame(name), PortRoles.Router));

    [Theory]
    [InlineData("dhcp4-offer", "pass")]
    [InlineData("dhcp4-relay", "pass")]
    [InlineData("dhcp6-advertise", "pass")]
    [InlineData("dhcp6-advertise-first-fragment", "pass")]
    [InlineData("router-advertisement", "rogue-router")]
    [InlineData("ip4-of-neighbour", "spoofed-ip")]
    public void A_DHCP_server_answers_and_is_nobody_else(string name, string verdict) =>
        Assert.Equal(verdict, VerdictOn(Frame(name), PortRoles.DhcpServer));

    [Fact]
    public void A_port_that_is_not_strict_may_claim_what_it_likes()
    {
        using var host = new MemoryHost();
        foreach (IdentityFrame frame in IdentityFrame.All.Where(frame => frame.Verdict is not ("malformed" or "vlan")))
            host.Send(0, frame.Bytes);

        Assert.Empty(CollectDrops(host));
    }

    [Fact]
    public void What_is_refused_reaches_neither_the_neighbour_nor_the_wire_nor_the_forwarding_table()
    {
        using var host = new MemoryHost();
        host.State.Ports[0].Identity = Container.Identity();
        long known = host.State.Fdb.Count;
        foreach (IdentityFrame frame in IdentityFrame.All.Where(frame => frame.Verdict != "pass")) host.Send(0, frame.Bytes);

        Assert.Empty(host.ToPorts);
        Assert.Empty(host.ToWire);
        Assert.Equal(known, host.State.Fdb.Count);
    }

    private static IdentityFrame Frame(string name) => IdentityFrame.All.Single(frame => frame.Name == name);

    private static string VerdictOn(IdentityFrame frame, PortRoles allow)
    {
        using var host = new MemoryHost();
        host.State.Ports[0].Identity = Container.Identity(allow);
        host.Send(0, frame.Bytes);
        return CollectDrops(host).SingleOrDefault() ?? "pass";
    }

    private static string[] CollectDrops(MemoryHost host) =>
        [
            .. Enum.GetValues<CollectDrop>()
                .Where(reason => host.PortDrops(0, StageId.Collect, (byte)reason) > 0)
                .Select(reason => KebabCase.Of(reason))
        ];
}
