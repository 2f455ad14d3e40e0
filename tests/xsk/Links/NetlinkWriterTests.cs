using System.Net;
using Falcon.Xsk.Links;
using Falcon.Xsk.Links.Netlink;

namespace Falcon.Xsk.Tests.Links;

public sealed class NetlinkWriterTests
{
    [Fact]
    public void A_request_for_a_device_by_name_has_the_bytes_of_rtnetlink()
    {
        var request = new NetlinkWriter(new byte[128], Rtnl.RTM_GETLINK, Rtnl.NLM_F_ACK);
        request.Append(new IfInfoMsg());
        request.Attribute(Rtnl.IFLA_IFNAME, "eth0");

        Assert.Equal(
            "2C000000" + "1200" + "0500" + "07000000" + "00000000" // nlmsghdr: 44 bytes, RTM_GETLINK, REQUEST|ACK, sequence 7
            + "00000000" + "00000000" + "00000000" + "00000000"    // ifinfomsg
            + "0900" + "0300" + "6574683000" + "000000",           // IFLA_IFNAME "eth0\0", padded to 4
            Convert.ToHexString(request.Finish(7)));
    }

    [Fact]
    public void A_nested_attribute_spans_what_came_after_its_opening()
    {
        var request = new NetlinkWriter(new byte[128], Rtnl.RTM_NEWLINK, 0);
        int outer = request.BeginNested(Rtnl.IFLA_LINKINFO);
        request.Attribute(Rtnl.IFLA_INFO_KIND, "veth");
        int inner = request.BeginNested(Rtnl.IFLA_INFO_DATA);
        request.Attribute(Rtnl.IFLA_MTU, 1450u);
        request.EndNested(inner);
        request.EndNested(outer);

        Assert.Equal(
            "2C000000" + "1000" + "0100" + "01000000" + "00000000"
            + "1C00" + "1280"                              // IFLA_LINKINFO, nested: 28 bytes
            + "0900" + "0100" + "7665746800" + "000000"    // IFLA_INFO_KIND "veth\0"
            + "0C00" + "0280"                              // IFLA_INFO_DATA, nested: 12 bytes
            + "0800" + "0400" + "AA050000",                // IFLA_MTU 1450
            Convert.ToHexString(request.Finish(1)));
    }

    [Fact]
    public void An_address_is_written_in_network_order()
    {
        var request = new NetlinkWriter(new byte[64], Rtnl.RTM_GETROUTE, 0);
        request.Append(new RtMsg { Family = 2, DestinationLength = 32 });
        request.Attribute(Rtnl.RTA_DST, IPAddress.Parse("10.99.0.1"));

        Assert.Equal(
            "24000000" + "1A00" + "0100" + "03000000" + "00000000"
            + "02200000" + "00000000" + "00000000"
            + "0800" + "0100" + "0A630001",
            Convert.ToHexString(request.Finish(3)));
    }

    [Fact]
    public void A_veth_pair_is_one_end_with_the_other_nested_in_it()
    {
        var request = new NetlinkWriter(new byte[512], Rtnl.RTM_NEWLINK, Rtnl.NLM_F_CREATE | Rtnl.NLM_F_EXCL);
        VethRequest.Write(ref request, new VethOptions
        {
            Name = "p1",
            PeerName = "eth0",
            PeerNamespaceFd = 5,
            PeerMac = [2, 0, 0, 0, 2, 1],
            Queues = 2,
        });

        var reader = new NetlinkReader(request.Finish(1));
        Assert.True(reader.TryRead(out NetlinkMessage message));
        LinkInfo own = RtMessages.ReadLink(message);
        Assert.Equal(("p1", "veth", 2, 2), (own.Name, own.Kind, own.TxQueues, own.RxQueues));
        var peer = new NetlinkMessage(
            default,
            Find(Find(Find(message.Attributes(16), Rtnl.IFLA_LINKINFO).Nested, Rtnl.IFLA_INFO_DATA).Nested, Rtnl.VETH_INFO_PEER).Value);
        LinkInfo other = RtMessages.ReadLink(peer);
        Assert.Equal(("eth0", 2, 2), (other.Name, other.TxQueues, other.RxQueues));
        Assert.Equal([2, 0, 0, 0, 2, 1], other.Mac);
        Assert.Equal(5u, Find(peer.Attributes(16), Rtnl.IFLA_NET_NS_FD).UInt32);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a-name-of-16-byt")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("..")]
    public void A_name_that_no_device_can_have_is_refused_by_name(string name)
    {
        ArgumentException error =
            Assert.Throws<ArgumentException>(() => VethRequest.Validate(new VethOptions { Name = "p1", PeerName = name }));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("010000000001")]
    [InlineData("000000000000")]
    [InlineData("0200000001")]
    public void A_mac_address_that_no_device_can_have_is_refused(string mac)
    {
        var options = new VethOptions { Name = "p1", PeerName = "eth0", Mac = Convert.FromHexString(mac) };
        Assert.Contains(mac, Assert.Throws<ArgumentException>(() => VethRequest.Validate(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_buffer_that_is_too_small_is_an_error_and_not_an_overrun() =>
        Assert.ThrowsAny<ArgumentException>(() =>
        {
            var request = new NetlinkWriter(new byte[32], Rtnl.RTM_GETLINK, 0);
            request.Append(new IfInfoMsg());
            request.Attribute(Rtnl.IFLA_IFNAME, "eth0");
        });

    private static NetlinkAttribute Find(NetlinkAttributes attributes, ushort type)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == type)
                return attribute;
        }

        throw new Xunit.Sdk.XunitException($"attribute {type} is missing");
    }
}
