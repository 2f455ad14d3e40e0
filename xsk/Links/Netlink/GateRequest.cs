namespace Falcon.Xsk.Links.Netlink;

/// <summary>
/// The request that opens or closes a device's transmit gate. The root queueing discipline is a token bucket (tc-tbf(8)), either too wide
/// to matter or so narrow that it passes one message at long intervals. In a narrow bucket every message costs at least as much as the
/// largest, so the interval is the same for all. The kernel looks again after it, so an opened gate needs no push.
/// </summary>
internal static class GateRequest
{
    private const uint Handle = 0xfa1c_0000; // marks our discipline; others' are not touched
    private const ushort LargestMessage = ushort.MaxValue;
    private const uint MessagesPerSecondClosed = 100;
    private const uint Burst = 128 << 10; // a message of 64 KiB with the headers of all its segments
    private const uint Limit = 32 << 20; // more than the container's sockets can have queued: nothing is lost

    public static void Write(ref NetlinkWriter request, int ifIndex, bool open)
    {
        var bucket = new TcTokenBucket
        {
            LinkLayer = Rtnl.TC_LINKLAYER_ETHERNET,
            SmallestPacket = open ? (ushort)0 : LargestMessage,
            Rate = open ? uint.MaxValue : LargestMessage * MessagesPerSecondClosed,
            Limit = Limit,
        };
        request.Append(new TcMsg { IfIndex = ifIndex, Handle = Handle, Parent = Rtnl.TC_H_ROOT });
        request.Attribute(Rtnl.TCA_KIND, "tbf");
        int options = request.BeginNested(Rtnl.TCA_OPTIONS);
        request.Attribute(Rtnl.TCA_TBF_PARMS, bucket);
        request.Attribute(Rtnl.TCA_TBF_BURST, Burst);
        request.EndNested(options);
    }
}
