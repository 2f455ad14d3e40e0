using Falcon.Xsk.Threads;

namespace Falcon.Xsk.Tests.Threads;

public sealed class ProcStatTests
{
    private const string Before =
        """
        cpu  300 2 100 5000 40 1 20 7 0 0
        cpu0 100 1 60 2500 20 1 15 3 0 0
        cpu1 200 1 40 2500 20 0 5 4 0 0
        intr 123456 0 9
        ctxt 99
        """;

    private const string After =
        """
        cpu  400 2 150 5030 40 1 40 17 0 0
        cpu0 110 1 90 2510 20 1 35 13 0 0
        cpu1 290 1 60 2520 20 0 5 4 0 0
        """;

    [Fact]
    public void All_counters_are_read_by_their_column()
    {
        ProcStat stat = Parse(Before);
        Assert.Equal(new CpuTimes(300, 2, 100, 5000, 40, 1, 20, 7), stat.All);
        Assert.Equal([0, 1], stat.Cpus.Keys.Order());
    }

    [Fact]
    public void Differences_are_taken_per_counter()
    {
        ProcStat since = Parse(After).Since(Parse(Before));
        Assert.Equal(new CpuTimes(100, 0, 50, 30, 0, 0, 20, 10), since.All);
        Assert.Equal(170, since.All.Busy);
        Assert.Equal(10.0 / 210, since.All.StealShare, 9);
        Assert.Equal(new CpuTimes(10, 0, 30, 10, 0, 0, 20, 10), since.Cpus[0]);
    }

    [Fact]
    public void A_cpu_that_came_meanwhile_is_left_out() =>
        Assert.Equal([0], Parse(After).Since(Parse("cpu  1 1 1 1 1 1 1 1 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0")).Cpus.Keys);

    [Theory]
    [InlineData("")]
    [InlineData("intr 1 2 3")]
    [InlineData("cpu  1 2 3")]
    [InlineData("cpu  1 2 3 4 5 x 7 8 9 10")]
    public void Text_that_is_no_proc_stat_is_refused(string text) => Assert.Throws<FormatException>(() => Parse(text));

    [Fact]
    public void The_machine_itself_can_be_read() => Assert.Equal(Environment.ProcessorCount, ProcStat.Read().Cpus.Count);

    private static ProcStat Parse(string text) => ProcStat.Parse(text.Split('\n'));
}
