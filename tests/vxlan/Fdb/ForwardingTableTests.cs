using CsCheck;

namespace Falcon.Vxlan.Tests.Fdb;

public sealed class ForwardingTableTests
{
    private static readonly MacAddress s_mac = new(0x0200_0000_0101), s_other = new(0x0200_0000_0102);

    [Fact]
    public void What_was_learned_is_found_in_its_overlay_only()
    {
        ForwardingTable table = new(16, TimeSpan.FromSeconds(300));
        table.Learn(1, s_mac, FdbTarget.Port(7), 100);
        table.Learn(2, s_mac, FdbTarget.Vtep(9), 100);

        Assert.Equal(FdbTarget.Port(7), table.Lookup(1, s_mac, 100));
        Assert.Equal(FdbTarget.Vtep(9), table.Lookup(2, s_mac, 100));
        Assert.True(table.Lookup(3, s_mac, 100).IsNone);
        Assert.True(table.Lookup(1, s_other, 100).IsNone);
        Assert.Equal(2, table.Count);
    }

    [Theory]
    [InlineData(100u)]
    [InlineData(0u)]
    [InlineData(uint.MaxValue - 5)] // the clock wraps during the entry's life
    [InlineData((1u << 30) - 5)]
    public void An_entry_expires_after_its_age_and_not_before(uint now)
    {
        ForwardingTable table = new(16, TimeSpan.FromSeconds(30));
        table.Learn(1, s_mac, FdbTarget.Port(1), now);

        Assert.True(table.Lookup(1, s_mac, unchecked(now - 1)).IsPort); // another thread's clock is a second behind
        Assert.True(table.Lookup(1, s_mac, unchecked(now + 30)).IsPort);
        Assert.True(table.Lookup(1, s_mac, unchecked(now + 31)).IsNone);
        Assert.Equal(0, table.Age(unchecked(now + 30)));
        Assert.Equal(1, table.Age(unchecked(now + 31)));
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void Being_seen_again_keeps_an_entry_alive_and_a_move_is_followed()
    {
        ForwardingTable table = new(16, TimeSpan.FromSeconds(30));
        table.Learn(1, s_mac, FdbTarget.Port(1), 100);
        table.Learn(1, s_mac, FdbTarget.Port(1), 125);
        Assert.Equal(FdbTarget.Port(1), table.Lookup(1, s_mac, 150));

        table.Learn(1, s_mac, FdbTarget.Vtep(1), 125);
        Assert.Equal(FdbTarget.Vtep(1), table.Lookup(1, s_mac, 150));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void An_age_of_zero_means_for_ever()
    {
        ForwardingTable table = new(16, TimeSpan.Zero);
        table.Learn(1, s_mac, FdbTarget.Port(1), 0);

        Assert.Equal(0, table.Age(1_000_000_000));
        Assert.True(table.Lookup(1, s_mac, 1_000_000_000).IsPort);
    }

    [Fact]
    public void A_static_entry_neither_moves_nor_ages()
    {
        ForwardingTable table = new(16, TimeSpan.FromSeconds(30));
        table.Learn(1, s_mac, FdbTarget.Port(1), 100);
        table.AddStatic(1, s_mac, FdbTarget.Vtep(2));
        table.Learn(1, s_mac, FdbTarget.Port(3), 200);

        Assert.Equal(0, table.Age(100_000));
        Assert.Equal(FdbTarget.Vtep(2), table.Lookup(1, s_mac, 100_000));
        Assert.Equal([new FdbEntry(1, s_mac, FdbTarget.Vtep(2), true, 0)], table.Entries());
        Assert.True(table.Remove(1, s_mac));
        Assert.False(table.Remove(1, s_mac));
        table.Learn(1, s_mac, FdbTarget.Port(3), 200);
        Assert.Equal([new FdbEntry(1, s_mac, FdbTarget.Port(3), false, 200)], table.Entries());
    }

    [Fact]
    public void Group_and_zero_addresses_and_no_target_are_never_learned()
    {
        ForwardingTable table = new(16, TimeSpan.FromSeconds(30));
        table.Learn(1, MacAddress.Broadcast, FdbTarget.Port(1), 1);
        table.Learn(1, new MacAddress(0x0100_5E00_0001), FdbTarget.Port(1), 1);
        table.Learn(1, default, FdbTarget.Port(1), 1);
        table.Learn(1, s_mac, default, 1);
        table.Learn(-1, s_mac, FdbTarget.Port(1), 1);
        table.Learn(ForwardingTable.MaxOverlays, s_mac, FdbTarget.Port(1), 1);

        Assert.Equal((0, 0L), (table.Count, table.LearnRejected));
        Assert.True(table.Lookup(0, default, 1).IsNone);
        Assert.True(table.Lookup(-1, s_mac, 1).IsNone);
    }

    [Fact]
    public void A_full_table_learns_on_by_replacing_what_was_learned_first()
    {
        ForwardingTable table = new(100, TimeSpan.FromSeconds(30));
        for (ulong n = 1; n <= 150; n++) table.Learn(0, new MacAddress(n), FdbTarget.Port(1), 100);

        Assert.Equal((100, 0L, 50L), (table.Count, table.LearnRejected, table.UseOf(0).Replaced));
        for (ulong n = 1; n <= 150; n++) Assert.Equal(n > 50, table.Lookup(0, new MacAddress(n), 100).IsPort);
        Assert.Equal(100, table.Age(200));
        for (ulong n = 2000; n < 2099; n++) table.Learn(0, new MacAddress(n), FdbTarget.Port(1), 200);
        Assert.Equal((99, 50L), (table.Count, table.UseOf(0).Replaced));
    }

    [Fact]
    public void Addresses_may_come_and_go_for_ever()
    {
        ForwardingTable table = new(64, TimeSpan.FromSeconds(1));
        ulong next = 1;
        for (uint now = 0; now < 10_000; now += 2)
        {
            for (int n = 0; n < 64; n++) table.Learn(3, new MacAddress(next++), FdbTarget.Vtep(n), now);
            Assert.Equal(64, table.Age(now + 2));
        }
        Assert.Equal((0, 0L), (table.Count, table.LearnRejected));
    }

    [Fact]
    public void All_entries_of_a_target_go_with_it()
    {
        ForwardingTable table = new(64, TimeSpan.FromSeconds(30));
        for (ulong n = 1; n <= 30; n++) table.Learn((int)n % 4, new MacAddress(n), n % 3 == 0 ? FdbTarget.Port(1) : FdbTarget.Vtep(1), 5);
        table.AddStatic(0, s_mac, FdbTarget.Port(1));

        table.RemoveTarget(FdbTarget.Port(1));

        Assert.Equal(20, table.Count);
        Assert.All(table.Entries(), entry => Assert.Equal(FdbTarget.Vtep(1), entry.Target));
    }

    [Fact]
    public void Impossible_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ForwardingTable(0, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ForwardingTable(ForwardingTable.MaxCapacity + 1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ForwardingTable(1, TimeSpan.FromSeconds(-1)));
        ForwardingTable table = new(1, TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.AddStatic(ForwardingTable.MaxOverlays, s_mac, FdbTarget.Port(1)));
        Assert.Throws<ArgumentException>(() => table.AddStatic(0, default, FdbTarget.Port(1)));
        Assert.Throws<ArgumentException>(() => table.AddStatic(0, s_mac, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => FdbTarget.Port(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => FdbTarget.Vtep(FdbTarget.MaxTargets));
    }

    [Fact]
    public void Targets_keep_their_kind_and_index() => Gen.Int[0, FdbTarget.MaxTargets - 1].Sample(index =>
    {
        FdbTarget port = FdbTarget.Port(index), vtep = FdbTarget.Vtep(index);
        return port.IsPort && !port.IsVtep && !port.IsNone && port.Index == index
            && vtep.IsVtep && !vtep.IsPort && !vtep.IsNone && vtep.Index == index;
    });

    [Fact]
    public void It_behaves_like_a_dictionary_while_there_is_room() =>
        Gen.Select(Gen.Int[75, 90], Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[1, 25], Gen.Int[0, 4], Gen.UInt[0, 8]).Array[0, 300])
            .Sample((capacity, steps) => new ForwardingTableModel(capacity, ageSeconds: 20).Agrees(steps), iter: 3_000);
}
