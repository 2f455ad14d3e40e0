using Falcon.Control.Daemon;

namespace Falcon.Control.Tests.Daemon;

public class ProcStatCpuMeterTests
{
    [Fact]
    public void It_tells_of_the_CPUs_asked_for_in_their_order_and_of_none_that_is_not_there()
    {
        var meter = new ProcStatCpuMeter();
        long[] idle = new long[1];
        Assert.True(meter.TryRead([0], idle));
        Assert.True(idle[0] > 0);
        Assert.False(meter.TryRead([100_000], idle));
    }
}
