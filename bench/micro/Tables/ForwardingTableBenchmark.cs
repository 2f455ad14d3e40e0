using BenchmarkDotNet.Attributes;
using Falcon.Vxlan;

namespace Falcon.Bench.Micro.Tables;

/// <summary>
/// The forwarding table, asked for addresses in random order. With a million entries nearly every look-up misses the caches.
/// </summary>
public class ForwardingTableBenchmark
{
    private const int Asked = 1 << 16;
    private const uint Now = 1000;

    private readonly MacAddress[] _asked = new MacAddress[Asked];
    private static readonly FdbTarget s_hostile = FdbTarget.Port(1);

    private ForwardingTable _table = null!;
    private uint _next;

    [Params(100, 10_000, 1_000_000)]
    public int Entries { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _table = new ForwardingTable(Entries + 1024, TimeSpan.FromMinutes(5));
        _table.LimitTarget(0, s_hostile, 1024);
        for (int i = 0; i < Entries; i++) _table.Learn(0, Mac(i), FdbTarget.Vtep(i & 63), Now);
        var random = new Random(3);
        for (int i = 0; i < Asked; i++) _asked[i] = Mac(random.Next(Entries));
    }

    [Benchmark(OperationsPerInvoke = Asked)]
    public int Lookup()
    {
        int sum = 0;
        foreach (MacAddress mac in _asked) sum += _table.Lookup(0, mac, Now).Index;
        return sum;
    }

    /// <summary>Unknown addresses, which are flooded.</summary>
    [Benchmark(OperationsPerInvoke = Asked)]
    public int LookupUnknown()
    {
        int sum = 0;
        foreach (MacAddress mac in _asked) sum += _table.Lookup(1, mac, Now).Index;
        return sum;
    }

    /// <summary>Addresses seen again within the second: nothing to write.</summary>
    [Benchmark(OperationsPerInvoke = Asked)]
    public int LearnKnown() => Learn(FdbTarget.Vtep, Now);

    /// <summary>Addresses seen elsewhere: each one writes.</summary>
    [Benchmark(OperationsPerInvoke = Asked)]
    public int LearnMoved() => Learn(FdbTarget.Port, Now) + Learn(FdbTarget.Vtep, Now);

    /// <summary>Made-up addresses behind a port at its limit: each one replaces another.</summary>
    [Benchmark(OperationsPerInvoke = Asked)]
    public int LearnFlood()
    {
        for (int i = 0; i < Asked; i++) _table.Learn(0, Mac((int)(_next++ & 0xFFFF_FFF) + Entries), s_hostile, Now);
        return _table.Count;
    }

    private int Learn(Func<int, FdbTarget> kind, uint now)
    {
        FdbTarget target = kind(0);
        foreach (MacAddress mac in _asked) _table.Learn(0, mac, target, now);
        return _table.Count;
    }

    private static MacAddress Mac(int i) => new(0x0200_0000_0000ul + (uint)i);
}
