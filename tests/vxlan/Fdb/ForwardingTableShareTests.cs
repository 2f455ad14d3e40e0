namespace Falcon.Vxlan.Tests.Fdb;

/// <summary>
/// Learners that flood and honest learners race with a control thread that ages, limits and configures. There are three overlays with a few
/// owners each. An address is learned at one of two targets that are derived from it, so that any mix-up shows.
/// </summary>
public sealed class ForwardingTableShareTests
{
    private const int Overlays = 3, Targets = 6, Learners = 4, Macs = 3000, Statics = 300;
    private const int Capacity = 600, OverlayLimit = 300, TargetLimit = 100, OthersLimit = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Shares_hold_while_all_race(int seed)
    {
        ForwardingTable table = new(Capacity, TimeSpan.FromSeconds(3));
        for (int overlay = 0; overlay < Overlays; overlay++) Limit(table, overlay);
        int now = 100, hits = 0;
        bool done = false;
        InParallel.Run(Learners + 1, thread =>
        {
            Random random = new(seed * 100 + thread);
            if (thread == 0)
            {
                try
                {
                    Control(table, random, ref now, () => Volatile.Read(ref hits));
                }
                finally
                {
                    Volatile.Write(ref done, true);
                }

                return;
            }

            while (!Volatile.Read(ref done)) LearnAndLookUp(table, random, (uint)Volatile.Read(ref now), ref hits);
        });

        Assert.True(hits > 10_000, $"only {hits} hits: the test saw nothing");
        AssertCountsAreExact(table);
        for (int n = 0; n < Statics; n++) Assert.Equal(FdbTarget.Port(1000 + n), table.Lookup(n % Overlays, StaticMac(n), (uint)now));
        table.Age((uint)now + 100);
        Assert.Equal(Statics, table.Count);
    }

    private static void LearnAndLookUp(ForwardingTable table, Random random, uint now, ref int hits)
    {
        int overlay = random.Next(Overlays), n = random.Next(Macs);
        table.Learn(overlay, Mac(n), TargetOf(overlay, n, random.Next(8) == 0), now);
        int asked = random.Next(Macs);
        FdbTarget found = table.Lookup(overlay, Mac(asked), now);
        Invariants.Require(
            found.IsNone || found == TargetOf(overlay, asked, moved: false)
            || found == TargetOf(overlay, asked, moved: true),
            "a target of another address");
        if (!found.IsNone) Interlocked.Increment(ref hits);
    }

    /// <summary>Changes the table step by step; the learners keep pace, however busy the machine is.</summary>
    private static void Control(ForwardingTable table, Random random, ref int now, Func<int> hits)
    {
        for (int step = 0; step < 600; step++)
        {
            int due = step * 20;
            SpinWait.SpinUntil(() => hits() >= due, TimeSpan.FromMinutes(1));
            int overlay = random.Next(Overlays);
            var target = FdbTarget.Vtep(random.Next(Targets));
            if (step % 2 == 0) table.AddStatic(step / 2 % Overlays, StaticMac(step / 2), FdbTarget.Port(1000 + step / 2));
            switch (random.Next(6))
            {
                case 0: Interlocked.Increment(ref now); break;
                case 1: table.Age((uint)now); break;
                case 2: table.RemoveTarget(target); break;
                case 3: table.ShareTarget(overlay, target); break;
                case 4: table.Remove(overlay, Mac(random.Next(Macs))); break;
                default: Limit(table, overlay); break;
            }

            for (int known = 0; known <= step / 2; known++)
            {
                Invariants.Require(
                    table.Lookup(known % Overlays, StaticMac(known), (uint)now) == FdbTarget.Port(1000 + known),
                    "a static entry was lost");
            }

            Invariants.Require(table.UseOf(overlay).Entries <= OverlayLimit, "an overlay is over its limit");
            FdbUse use = table.UseOf(overlay, target);
            Invariants.Require(use.Entries <= use.Limit, "a target is over its limit");
            Invariants.Require(table.Count <= Capacity + Statics, "the table is over its capacity");
            Thread.Yield();
        }
    }

    private static void AssertCountsAreExact(ForwardingTable table)
    {
        ILookup<int, FdbEntry> learned = table.Entries().Where(entry => !entry.IsStatic).ToLookup(entry => entry.Overlay);
        Assert.Equal(table.Count - Statics, learned.Sum(overlay => overlay.Count()));
        for (int overlay = 0; overlay < Overlays; overlay++)
        {
            int number = overlay;
            Assert.Equal(learned[number].Count(), table.UseOf(number).Entries);
            Limit(table, number);
            for (int n = 0; n < Targets; n++)
            {
                Assert.Equal(
                    learned[number].Count(entry => entry.Target == FdbTarget.Vtep(n)),
                    table.UseOf(number, FdbTarget.Vtep(n)).Entries);
            }
        }
    }

    /// <summary>Sets the shares; the last target has none.</summary>
    private static void Limit(ForwardingTable table, int overlay)
    {
        table.LimitOverlay(overlay, OverlayLimit, OthersLimit);
        for (int n = 0; n < Targets - 1; n++) table.LimitTarget(overlay, FdbTarget.Vtep(n), TargetLimit);
    }

    private static MacAddress Mac(int n) => new(0x0200_0000_0000ul + (uint)n);

    private static MacAddress StaticMac(int n) => new(0x0600_0000_0000ul + (uint)n);

    private static FdbTarget TargetOf(int overlay, int mac, bool moved) => FdbTarget.Vtep((mac * 31 + overlay + (moved ? 1 : 0)) % Targets);
}
