namespace Falcon.Vxlan.Tests.Fdb;

/// <summary>Real threads on one table. The target of an address is derived from the address, so that any mix-up shows.</summary>
public sealed class ForwardingTableConcurrencyTests
{
    private const int Overlays = 4;
    private const int Macs = 2000;

    [Fact]
    public void Learners_that_race_for_the_same_addresses_leave_each_of_them_exactly_once()
    {
        for (int round = 0; round < 20; round++)
        {
            ForwardingTable table = new(Overlays * Macs, TimeSpan.FromMinutes(5));
            InParallel.Run(4, thread =>
            {
                Random random = new(thread);
                int[] order = [.. Enumerable.Range(0, Overlays * Macs)];
                random.Shuffle(order);
                foreach (int n in order) table.Learn(n % Overlays, Mac(n), Target(n % Overlays, Mac(n)), 100);
            });
            // An address that collided with another learner is learned by the next frame.
            for (int n = 0; n < Overlays * Macs; n++) table.Learn(n % Overlays, Mac(n), Target(n % Overlays, Mac(n)), 100);
            Assert.Equal((Overlays * Macs, 0L), (table.Count, table.LearnRejected));
            IReadOnlyList<FdbEntry> entries = table.Entries();
            Assert.Equal(Overlays * Macs, entries.Select(entry => (entry.Overlay, entry.Mac)).Distinct().Count());
            Assert.All(entries, entry => Assert.Equal(Target(entry.Overlay, entry.Mac), entry.Target));
        }
    }

    [Fact]
    public void Racing_learners_never_exceed_the_capacity()
    {
        for (int round = 0; round < 20; round++)
        {
            ForwardingTable table = new(100, TimeSpan.FromMinutes(5));
            InParallel.Run(4, thread =>
            {
                for (int n = 0; n < 500; n++)
                {
                    table.Learn(0, new MacAddress((ulong)(thread * 500 + n + 1)), FdbTarget.Port(thread), 100);
                    if (n % 25 == 0) Invariants.Require(table.Count <= 100, "over capacity");
                }
            });
            Assert.Equal((100, 0L), (table.Count, table.LearnRejected));
        }
    }

    [Fact]
    public void Readers_see_the_right_target_or_none_while_others_learn_age_remove_and_compact()
    {
        ForwardingTable table = new(Overlays * Macs, TimeSpan.FromSeconds(5));
        MacAddress pinned = new(0x0600_0000_0001);
        table.AddStatic(0, pinned, FdbTarget.Port(99));
        int now = 1000;
        long hits = 0;
        bool done = false;

        InParallel.Run(5, thread =>
        {
            Random random = new(thread);
            if (thread == 0)
            {
                try
                {
                    Control(table, random, ref now);
                }
                finally
                {
                    Volatile.Write(ref done, true);
                }
                return;
            }
            while (!Volatile.Read(ref done))
            {
                int n = random.Next(Overlays * Macs);
                uint seconds = (uint)Volatile.Read(ref now);
                if (thread % 2 == 0) table.Learn(n % Overlays, Mac(n), Target(n % Overlays, Mac(n)), seconds);
                FdbTarget found = table.Lookup(n % Overlays, Mac(n), seconds);
                Invariants.Require(found.IsNone || found == Target(n % Overlays, Mac(n)), "a target of another address");
                Invariants.Require(table.Lookup(0, pinned, seconds) == FdbTarget.Port(99), "a static entry was lost");
                if (!found.IsNone) Interlocked.Increment(ref hits);
            }
        });

        Assert.True(hits > 1000, $"only {hits} hits: the test saw nothing");
        Assert.Equal(table.Entries().Count, table.Count);
        table.Age((uint)now + 100);
        Assert.Equal(1, table.Count);
    }

    private static void Control(ForwardingTable table, Random random, ref int now)
    {
        for (long end = Environment.TickCount64 + 1500; Environment.TickCount64 < end;)
        {
            Interlocked.Increment(ref now);
            for (int n = 0; n < 100; n++)
            {
                int victim = random.Next(Overlays * Macs);
                table.Remove(victim % Overlays, Mac(victim));
            }
            table.Age((uint)now);
            if (random.Next(10) == 0) table.RemoveTarget(Target(0, Mac(random.Next(Macs))));
            Thread.Yield();
        }
    }

    private static MacAddress Mac(int n) => new(0x0200_0000_0000ul + (uint)(n / Overlays));

    private static FdbTarget Target(int overlay, MacAddress mac) => FdbTarget.Vtep((int)(mac.Value * 31 + (uint)overlay) & 0xFFFF);
}
