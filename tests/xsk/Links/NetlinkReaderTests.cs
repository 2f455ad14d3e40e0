using CsCheck;
using Falcon.Xsk.Links;
using Falcon.Xsk.Links.Netlink;

namespace Falcon.Xsk.Tests.Links;

public sealed class NetlinkReaderTests
{
    [Fact]
    public void Messages_and_attributes_come_out_as_they_were_written() =>
        Gen.Select(Gen.UShort[16, 100], Gen.Byte.Array[0, 40].Array[0, 8]).Sample((type, values) =>
        {
            var request = new NetlinkWriter(new byte[1024], type, 0);
            request.Append(new NdMsg { IfIndex = 4711 });
            for (int i = 0; i < values.Length; i++)
                request.Attribute((ushort)(i + 1), values[i]);

            var reader = new NetlinkReader(request.Finish(9));
            Assert.True(reader.TryRead(out NetlinkMessage message));
            Assert.Equal((type, 9u, 4711), (message.Type, message.Sequence, message.Fixed<NdMsg>().IfIndex));
            int count = 0;
            foreach (NetlinkAttribute attribute in message.Attributes(12))
            {
                Assert.Equal(count + 1, attribute.Type);
                Assert.Equal(values[count++], attribute.Value.ToArray());
            }
            Assert.Equal(values.Length, count);
            Assert.False(reader.TryRead(out _));
        });

    [Fact]
    public void Any_bytes_are_walked_without_an_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            // A plausible length comes first, or the walk would nearly always end at once.
            if (bytes.Length >= 18)
                (bytes[0], bytes[1], bytes[2], bytes[3], bytes[17]) = ((byte)bytes.Length, 0, 0, 0, 0);
            var reader = new NetlinkReader(bytes);
            while (reader.TryRead(out NetlinkMessage message))
            {
                _ = message.ErrorText();
                _ = RtMessages.ReadLink(message);
                _ = RtMessages.ReadNeighbour(message);
                _ = RtMessages.ReadAddress(message);
                _ = RtMessages.ReadRoute(message);
            }
        });

    [Fact]
    public void A_message_cut_off_at_any_length_is_not_read()
    {
        var request = new NetlinkWriter(new byte[128], Rtnl.RTM_GETLINK, 0);
        request.Append(new IfInfoMsg());
        request.Attribute(Rtnl.IFLA_IFNAME, "eth0");
        byte[] whole = request.Finish(1).ToArray();

        for (int length = 0; length < whole.Length; length++)
        {
            var reader = new NetlinkReader(whole.AsSpan(0, length));
            Assert.False(reader.TryRead(out _));
        }
    }

    [Fact]
    public void The_kernels_explanation_is_found_behind_a_capped_request()
    {
        // nlmsghdr: NLMSG_ERROR, CAPPED|ACK_TLVS; -EINVAL; the request's header; NLMSGERR_ATTR_MSG "no"
        byte[] bytes = Convert.FromHexString(
            "2C000000" + "0200" + "0003" + "01000000" + "00000000" + "EAFFFFFF"
            + "40000000" + "1000" + "0506" + "01000000" + "00000000"
            + "0700" + "0100" + "6E6F00" + "00");
        var reader = new NetlinkReader(bytes);
        Assert.True(reader.TryRead(out NetlinkMessage message));
        Assert.Equal((22, "no"), (message.ErrorNumber, message.ErrorText()));
    }

    [Fact]
    public void The_kernels_explanation_is_found_behind_a_whole_request()
    {
        // The same, ACK_TLVS only: the request of 20 bytes comes back whole.
        byte[] bytes = Convert.FromHexString(
            "30000000" + "0200" + "0002" + "01000000" + "00000000" + "EAFFFFFF"
            + "14000000" + "1000" + "0506" + "01000000" + "00000000" + "01020304"
            + "0700" + "0100" + "6E6F00" + "00");
        var reader = new NetlinkReader(bytes);
        Assert.True(reader.TryRead(out NetlinkMessage message));
        Assert.Equal("no", message.ErrorText());
    }

    [Fact]
    public void A_gateway_of_the_other_family_is_read()
    {
        // RTM_NEWROUTE: IPv4 by way of fe80::1 on device 3 (RFC 5549): RTA_OIF, RTA_VIA
        byte[] bytes = Convert.FromHexString(
            "3C000000" + "1800" + "0000" + "01000000" + "00000000" + "02200000" + "FE030001" + "00000000"
            + "0800" + "0400" + "03000000"
            + "1600" + "1200" + "0A00" + "FE800000000000000000000000000001" + "0000");
        var reader = new NetlinkReader(bytes);
        Assert.True(reader.TryRead(out NetlinkMessage message));
        RouteInfo route = RtMessages.ReadRoute(message);
        Assert.Equal((3, "fe80::1", false), (route.IfIndex, route.Gateway?.ToString(), route.Local));
    }
}
