using System.Diagnostics;
using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Tests.Topology;

/// <summary>Containers and overlays come and go while frames are in flight. To one frame, an index never means two of them.</summary>
public sealed class ChurnTests
{
    private const int Places = 24;
    private const int Remembered = 4;
    private const int MostOverlays = 4;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<uint, int[]> _now = [];
    private readonly List<int> _left = [];
    private readonly Dictionary<int, uint> _vniOf = [];
    private int _numbers;
    private uint _vnis = 100;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void No_frame_reaches_who_has_an_index_after_the_one_it_was_for(int workers, int seed)
    {
        var random = new Random(seed);
        using var host = new ChurnHost(workers, Places, Remembered);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_longest && (clock.Elapsed < s_duration || _numbers < 20 * Places || host.Sent < 20_000))
        {
            Change(random);
            host.Become(_now);
            host.MoveBuckets(random);
            if (random.Next(2) == 0) Thread.Sleep(random.Next(4));
        }

        host.Stop();
        Assert.Empty(host.Wrong.Take(5));
        Assert.True(host.AllFramesAreFree);
        Assert.Equal(0, host.NoPort);
        Assert.True(_numbers >= 20 * Places, "each index has had many containers");
        Assert.InRange(host.State.Ports.Length, 1, Places);
        Assert.InRange(host.State.Overlays.Length, 1, Places);
        Assert.DoesNotContain(host.Faults.Read(), thread => thread.Faults > 0);
        AssertCounted(host);
    }

    /// <summary>Checks that a new owner of an index counts from zero, and that bills add up to the CPU time.</summary>
    private static void AssertCounted(ChurnHost host)
    {
        Port[] ports = host.State.Ports.Where(port => !port.Removed).ToArray();
        Assert.NotEmpty(ports);
        foreach (Port? port in ports)
        {
            TestContainer container = host.Devices.Containers[host.Devices.NumberOf(port.Index)];
            TrafficCounters traffic = host.Counters.TrafficOf(port.Index) - port.Before.Traffic;
            Assert.Equal((container.Sent, container.Received), (traffic.TxFrames, traffic.RxFrames));
        }

        BillTotals bills = host.Bills();
        Assert.Equal(bills.CpuNanoseconds, bills.Sum);
    }

    /// <summary>Some containers leave, some come, some come back; sometimes an overlay leaves or comes.</summary>
    private void Change(Random random)
    {
        if (_now.Count > 1 && random.Next(6) == 0)
        {
            uint gone = _now.Keys.ElementAt(random.Next(_now.Count));
            _left.AddRange(_now[gone]);
            _now.Remove(gone);
        }

        if (_now.Count == 0 || (_now.Count < MostOverlays && random.Next(4) == 0)) _now[NewVni(random)] = [];
        foreach (uint vni in _now.Keys.ToArray())
        {
            int[] stay = [.. _now[vni].Where(_ => random.Next(4) > 0)];
            _left.AddRange(_now[vni].Except(stay));
            List<int> come = [];
            int room = Places / 2 / MostOverlays - stay.Length;
            for (int i = random.Next(0, room + 1); i > 0; i--) come.Add(NewOrBack(vni, random));
            _now[vni] = [.. stay, .. come.Distinct()];
            foreach (int number in come) _left.Remove(number);
        }
    }

    private uint NewVni(Random random)
    {
        uint last = _vnis - 1;
        return random.Next(3) == 0 && last > 100 && !_now.ContainsKey(last) ? last : _vnis++;
    }

    private int NewOrBack(uint vni, Random random)
    {
        int[] back = [.. _left.TakeLast(4).Where(number => _vniOf[number] == vni)];
        int number = back.Length > 0 && random.Next(3) == 0 ? back[0] : ++_numbers;
        _vniOf[number] = vni;
        return number;
    }
}
