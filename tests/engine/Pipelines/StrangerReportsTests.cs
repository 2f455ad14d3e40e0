using System.Diagnostics;
using System.Threading.Channels;
using Falcon.Engine.Pipelines;

namespace Falcon.Engine.Tests.Pipelines;

public sealed class StrangerReportsTests
{
    private readonly Channel<UInt128> _heard = Channel.CreateUnbounded<UInt128>();
    private readonly StrangerReports _reports;
    private long _now = 100 * Stopwatch.Frequency;

    public StrangerReportsTests() => _reports = new StrangerReports(_heard.Writer);

    [Fact]
    public void In_quiet_times_the_first_frame_tells_and_further_ones_only_now_and_then()
    {
        for (int i = 0; i < 1000; i++) _reports.Note(7, _now);
        Assert.Equal(1, _heard.Reader.Count);
        _now += Stopwatch.Frequency;
        _reports.Note(7, _now);
        Assert.Equal(2, _heard.Reader.Count);
    }

    [Fact]
    public void A_flood_of_made_up_addresses_is_hardly_heard_and_who_talks_is()
    {
        UInt128 madeUp = 1_000_000;
        bool heard = false;
        int others = 0;
        for (int millisecond = 0; millisecond < 60_000; millisecond++) // 20,000 forged frames a second beside 100 real ones
        {
            _now += Stopwatch.Frequency / 1000;
            for (int i = 0; i < 20; i++) _reports.Note(madeUp++, _now);
            if (millisecond > 2000 && millisecond % 10 == 0) _reports.Note(7, _now);
            while (_heard.Reader.TryRead(out UInt128 address))
            {
                heard |= address == 7;
                if (address != 7) others++;
            }
        }

        Assert.True(heard);
        Assert.InRange(others, 1, 200);
    }
}
