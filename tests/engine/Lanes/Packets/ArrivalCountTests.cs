using Falcon.Engine.Lanes.Packets;

namespace Falcon.Engine.Tests.Lanes.Packets;

public sealed class ArrivalCountTests
{
    private const long Round = 1L << 32;

    [Theory]
    [InlineData(100, 40, 100)]
    [InlineData(40, 100, 40)] // more have arrived and completed since
    [InlineData(100, Round + 40, Round + 100)] // it wrapped between two readings
    [InlineData(Round - 10, 3 * Round - 60, 3 * Round - 10)]
    [InlineData(5, Round - 50, Round + 5)]
    [InlineData(Round - 50, 2 * Round + 5, 2 * Round - 50)]
    public void What_has_arrived_is_near_what_is_completed(long counted, long completed, long arrived) =>
        Assert.Equal(arrived, PacketPortLane.Unwrap(counted, completed));
}
