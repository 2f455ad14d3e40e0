using System.Net;
using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Control.Tests.Configuration;

public sealed class IdentityConfigurationTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("addresses: [192.168.1.2/24]", true)]
    [InlineData("addresses: [192.168.1.2/24], anti-spoof: off", false)]
    [InlineData("anti-spoof: strict", true)]
    public void A_port_with_addresses_is_strict_unless_it_is_told_otherwise(string keys, bool strict) =>
        Assert.Equal(strict, Port(keys).IsStrict);

    [Fact]
    public void Virtual_addresses_are_read()
    {
        PortOptions port = Port(
            "addresses: [192.168.1.2/24], allowed-addresses: [192.168.1.100, 192.168.1.96/28, 'fd00::100', '::/0', "
            + "{address: 192.168.1.101, mac: '00:00:5e:00:01:01'}]");

        Assert.Equal(
            [
                new AllowedAddress(IPAddress.Parse("192.168.1.100"), 32),
                new AllowedAddress(IPAddress.Parse("192.168.1.96"), 28),
                new AllowedAddress(IPAddress.Parse("fd00::100"), 128),
                new AllowedAddress(IPAddress.IPv6Any, 0),
                new AllowedAddress(IPAddress.Parse("192.168.1.101"), 32, MacAddress.Parse("00:00:5e:00:01:01")),
            ],
            port.AllowedAddresses);
    }

    [Theory]
    [InlineData("allow: [router]", PortRoles.Router)]
    [InlineData("allow: [router, dhcp-server]", PortRoles.Router | PortRoles.DhcpServer)]
    [InlineData("coalesce: true", PortRoles.None)]
    public void Roles_are_read(string keys, PortRoles roles) => Assert.Equal(roles, Port($"anti-spoof: strict, {keys}").Allow);

    [Theory]
    [InlineData("anti-spoof: stirct", "anti-spoof: 'stirct' is not strict or off; did you mean strict?")]
    [InlineData("anti-spoof: true", "anti-spoof: 'true' is not strict or off")]
    [InlineData("anti-spoof: strict, allow: []", "allow: is empty; it should be a list of router and dhcp-server, such as [router]")]
    [InlineData("anti-spoof: strict, allow: router", "allow: 'router' is not a list of router and dhcp-server, such as [router]")]
    [InlineData("anti-spoof: strict, allow: [rooter]", "allow[0]: 'rooter' is not router or dhcp-server; did you mean router?")]
    [InlineData("anti-spoof: strict, allowed-addresses: [224.0.0.18]", "allowed-addresses[0]: '224.0.0.18' is not " + Entry)]
    [InlineData("anti-spoof: strict, allowed-addresses: [192.168.1.5/24]", "allowed-addresses[0]: '192.168.1.5/24' is not " + Entry)]
    [InlineData("anti-spoof: strict, allowed-addresses: [192.168.1.0/33]", "allowed-addresses[0]: '192.168.1.0/33' is not " + Entry)]
    [InlineData("anti-spoof: strict, allowed-addresses: [{address: web}]", "allowed-addresses[0].address: 'web' is not " + Entry)]
    [InlineData(
        "anti-spoof: strict, allowed-addresses: [{mac: '00:00:5e:00:01:01'}]",
        "allowed-addresses[0].address: is missing; give the address that the container may use")]
    [InlineData("anti-spoof: strict, allowed-addresses: [{address: 192.168.1.9, mac: '01:00:5e:00:01:01'}]",
        "allowed-addresses[0].mac: 01:00:5e:00:01:01 is a group address (its first byte is odd); "
        + "give a unicast address such as 02:00:00:00:02:01")]
    [InlineData("anti-spoof: strict, allowed-addresses: [{address: 192.168.1.9, mac: '02:00:00:00:02:09'}]",
        "allowed-addresses[0].mac: 02:00:00:00:02:09 is the MAC address of another port of this overlay; "
        + "frames with it would be dropped as looped")]
    [InlineData(
        "allow: [router]",
        "allow: has no effect, since a port without addresses may claim any; give it addresses, or anti-spoof: strict")]
    [InlineData(
        "allowed-addresses: [192.168.1.9]",
        "allowed-addresses: has no effect, since a port without addresses may claim any; "
        + "give it addresses, or anti-spoof: strict")]
    public void A_wrong_value_is_refused_with_its_key_and_what_would_be_right(string keys, string problem)
    {
        string found = Assert.Single(Yaml.Problems(File(keys)));

        Assert.StartsWith("falcon.yaml:4:", found, StringComparison.Ordinal);
        Assert.EndsWith($": overlays[0].ports[0].{problem}", found, StringComparison.Ordinal);
    }

    private const string Entry =
        "an address such as 192.168.1.100, a prefix such as 192.168.1.96/28 without bits behind it, "
        + "or {address: 192.168.1.100, mac: 00:00:5e:00:01:01}";

    private static PortOptions Port(string keys) => Yaml.Valid(File(keys)).Dataplane.Overlays[0].Ports[0];

    private static string File(string keys) => $$"""
        {{Yaml.Minimal}}    ports: [{name: web, netns: web, device: eth0{{(keys.Length > 0 ? $", {keys}" : "")}}},
                {name: db, netns: db, device: eth0, mac: '02:00:00:00:02:09'}]
        """;
}
