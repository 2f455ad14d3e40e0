namespace Falcon.Pktgen.Tests;

public sealed class FlowScheduleTests
{
    [Fact]
    public void Flows_take_turns_one_by_one() =>
        Assert.Equal([(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (0, 2)], Take(7, flows: 3, burst: 1));

    [Fact]
    public void A_burst_stays_with_its_flow() =>
        Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (0, 3), (1, 2)], Take(7, flows: 2, burst: 2));

    [Fact]
    public void One_flow_counts_on() => Assert.Equal([(0, 0), (0, 1), (0, 2)], Take(3, flows: 1, burst: 1));

    private static List<(int Flow, int Sequence)> Take(int count, int flows, int burst)
    {
        var schedule = new FlowSchedule(flows, burst);
        var frames = new List<(int, int)>();
        for (int i = 0; i < count; i++)
        {
            (ushort flow, ulong sequence) = schedule.Next();
            frames.Add((flow, (int)sequence));
        }

        return frames;
    }
}
