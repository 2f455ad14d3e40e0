using Falcon.Xsk.Links.Netlink;

namespace Falcon.Xsk.Tests.Links;

public sealed class NetlinkSocketTests
{
    [Fact]
    public void An_answer_that_never_comes_is_not_waited_for_for_ever()
    {
        using var socket = NetlinkSocket.Open();
        Assert.Equal(NetlinkSocket.Nothing, socket.Receive(new byte[100]));
    }

    [Fact]
    public void An_answer_that_is_cut_off_is_none()
    {
        using var requests = NetlinkSocket.Open();
        var request = new NetlinkWriter(new byte[100], Rtnl.RTM_GETLINK, Rtnl.NLM_F_ACK);
        request.Append(new IfInfoMsg { Index = 1 });
        requests.Send(request.Finish(1));
        Assert.Equal(NetlinkSocket.Overrun, requests.Receive(new byte[40]));
    }
}
