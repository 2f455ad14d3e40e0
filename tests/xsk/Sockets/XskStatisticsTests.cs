using Falcon.Xsk.Sockets;

namespace Falcon.Xsk.Tests.Sockets;

public sealed class XskStatisticsTests
{
    [Theory]
    [InlineData(XskBindMode.Copy, 7, 5, 2)]
    [InlineData(XskBindMode.Skb, 7, 5, 2)]
    [InlineData(XskBindMode.ZeroCopy, 7, 5, 7)]
    [InlineData(XskBindMode.Copy, 4, 5, 0)] // the kernel counted on between the two reads
    public void A_frame_that_the_kernel_had_no_chunk_for_is_told_once(
        XskBindMode mode, ulong dropped, ulong fillRingEmpty, ulong otherwise) =>
        Assert.Equal(otherwise, new XskStatistics { RxDropped = dropped, FillRingEmpty = fillRingEmpty }.RxDroppedOtherwise(mode));
}
