namespace Falcon.Vxlan.Tests.Fdb;

/// <summary>Which learner loses entries when a share of the table is used up.</summary>
public sealed class ForwardingTableLimitTests
{
    private static readonly FdbTarget s_hostile = FdbTarget.Port(1), s_honest = FdbTarget.Port(2), s_peer = FdbTarget.Vtep(3);

    [Fact]
    public void A_flood_at_one_port_replaces_only_what_was_learned_there()
    {
        ForwardingTable table = TableWithPorts(hostile: 20);
        for (int n = 0; n < 10; n++) table.Learn(0, Mac(n), s_honest, 100);
        Flood(table, s_hostile, 100_000);

        for (int n = 0; n < 10; n++) Assert.Equal(s_honest, table.Lookup(0, Mac(n), 100));
        Assert.Equal(new FdbUse(20, 20, 99_980), table.UseOf(0, s_hostile));
        Assert.Equal(new FdbUse(10, 20, 0), table.UseOf(0, s_honest));
        Assert.Equal(30, table.Count);
    }

    [Fact]
    public void The_newest_address_of_whoever_is_at_the_limit_is_learned()
    {
        ForwardingTable table = TableWithPorts(hostile: 20);
        for (int n = 0; n < 1000; n++)
        {
            table.Learn(0, Mac(n), s_hostile, 100);
            Assert.Equal(s_hostile, table.Lookup(0, Mac(n), 100));
        }
    }

    [Fact]
    public void Addresses_that_are_seen_again_outlive_a_flood_of_made_up_ones_at_the_same_place()
    {
        ForwardingTable table = TableWithPorts(hostile: 100);
        for (uint second = 100; second < 102; second++)
        {
            for (int n = 0; n < 50; n++) table.Learn(0, Mac(n), s_hostile, second);
        }

        Flood(table, s_hostile, 10_000);
        for (int n = 0; n < 50; n++) Assert.Equal(s_hostile, table.Lookup(0, Mac(n), 101));
    }

    [Fact]
    public void Targets_without_a_share_of_their_own_share_one()
    {
        ForwardingTable table = new(1000, TimeSpan.FromSeconds(30));
        table.LimitOverlay(0, limit: 100, others: 10);
        table.LimitTarget(0, s_peer, 50);
        table.Learn(0, Mac(0), s_peer, 100);
        for (int n = 1; n < 1000; n++) table.Learn(0, Mac(n), FdbTarget.Vtep(100 + n), 100);

        Assert.Equal(s_peer, table.Lookup(0, Mac(0), 100));
        Assert.Equal(new FdbUse(10, 10, 989), table.UseOf(0, FdbTarget.Vtep(999)));
        Assert.Equal(11, table.UseOf(0).Entries);
    }

    [Fact]
    public void In_a_full_overlay_whoever_has_most_gives_up_an_entry_until_shares_are_even()
    {
        ForwardingTable table = TableWithPorts(hostile: 1000);
        table.LimitOverlay(0, limit: 90, others: 90);
        for (int n = 0; n < 500; n++) table.Learn(0, Mac(10_000 + n), s_hostile, 100);
        Assert.Equal(90, table.UseOf(0).Entries);
        for (int n = 0; n < 20; n++) table.Learn(0, Mac(n), s_honest, 100);

        for (int n = 0; n < 20; n++) Assert.Equal(s_honest, table.Lookup(0, Mac(n), 100));
        Assert.Equal((90, 70), (table.UseOf(0).Entries, table.UseOf(0, s_hostile).Entries));
    }

    [Fact]
    public void In_a_full_table_the_largest_overlay_gives_up_entries()
    {
        ForwardingTable table = new(100, TimeSpan.FromSeconds(30));
        Flood(table, s_hostile, 1000);
        for (int n = 0; n < 10; n++) table.Learn(7, Mac(n), s_honest, 100);
        Flood(table, s_hostile, 1000);

        for (int n = 0; n < 10; n++) Assert.Equal(s_honest, table.Lookup(7, Mac(n), 100));
        Assert.Equal((100, 90, 10), (table.Count, table.UseOf(0).Entries, table.UseOf(7).Entries));
    }

    [Fact]
    public void Static_entries_always_fit_and_are_never_replaced()
    {
        ForwardingTable table = new(16, TimeSpan.FromSeconds(30));
        Flood(table, s_hostile, 1000);
        for (int n = 0; n < 5000; n++) table.AddStatic(0, Mac(n), s_honest);
        Flood(table, s_hostile, 1000);

        for (int n = 0; n < 5000; n++) Assert.Equal(s_honest, table.Lookup(0, Mac(n), 100));
        Assert.Equal((5016, 16), (table.Count, table.UseOf(0).Entries));
    }

    [Fact]
    public void A_static_entry_takes_a_learned_ones_place_and_gives_the_share_back()
    {
        ForwardingTable table = TableWithPorts(hostile: 2);
        table.Learn(0, Mac(1), s_hostile, 100);
        table.AddStatic(0, Mac(1), s_honest);
        Assert.Equal(0, table.UseOf(0, s_hostile).Entries);
        Assert.True(table.Remove(0, Mac(1)));
        Assert.Equal((0, 0), (table.Count, table.UseOf(0).Entries));
    }

    [Fact]
    public void A_lower_limit_holds_at_once()
    {
        ForwardingTable table = TableWithPorts(hostile: 100);
        for (int n = 0; n < 100; n++) table.Learn(0, Mac(n), s_hostile, 100);
        table.LimitTarget(0, s_hostile, 30);
        Assert.Equal((30, 30), (table.Count, table.UseOf(0, s_hostile).Entries));
        for (int n = 70; n < 100; n++) Assert.Equal(s_hostile, table.Lookup(0, Mac(n), 100));
        table.LimitOverlay(0, limit: 10, others: 10);
        Assert.Equal(10, table.Count);
    }

    [Fact]
    public void Entries_follow_their_target_into_a_share_of_its_own_and_back()
    {
        ForwardingTable table = new(100, TimeSpan.FromSeconds(30));
        table.LimitOverlay(0, limit: 50, others: 20);
        for (int n = 0; n < 10; n++) table.Learn(0, Mac(n), s_peer, 100);
        for (int n = 10; n < 20; n++) table.Learn(0, Mac(n), FdbTarget.Vtep(9), 100);

        table.LimitTarget(0, s_peer, 40);
        Assert.Equal((10, 10), (table.UseOf(0, s_peer).Entries, table.UseOf(0, FdbTarget.Vtep(9)).Entries));
        table.ShareTarget(0, s_peer);
        Assert.Equal(new FdbUse(20, 20, 0), table.UseOf(0, s_peer));
        Assert.Equal(20, table.Count);
    }

    [Fact]
    public void A_moved_address_counts_where_it_lives_now()
    {
        ForwardingTable table = TableWithPorts(hostile: 5);
        for (int n = 0; n < 5; n++) table.Learn(0, Mac(n), s_honest, 100);
        for (int n = 0; n < 5; n++) table.Learn(0, Mac(n), s_hostile, 100);
        for (int n = 0; n < 2; n++) table.Learn(0, Mac(n), s_honest, 100);
        Assert.Equal((2, 3), (table.UseOf(0, s_honest).Entries, table.UseOf(0, s_hostile).Entries));
    }

    [Fact]
    public void A_target_that_is_gone_leaves_no_share()
    {
        ForwardingTable table = TableWithPorts(hostile: 5);
        table.LimitOverlay(0, limit: 500, others: 400);
        table.Learn(0, Mac(1), s_hostile, 100);
        table.RemoveTarget(s_hostile);
        Assert.Equal(new FdbUse(0, 400, 0), table.UseOf(0, s_hostile));
    }

    [Fact]
    public void Impossible_limits_are_refused()
    {
        ForwardingTable table = new(16, TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.LimitOverlay(0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.LimitOverlay(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.LimitOverlay(-1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.LimitTarget(0, s_peer, 0));
    }

    private static ForwardingTable TableWithPorts(int hostile)
    {
        ForwardingTable table = new(1000, TimeSpan.FromSeconds(30));
        table.LimitTarget(0, s_hostile, hostile);
        table.LimitTarget(0, s_honest, 20);
        return table;
    }

    private static void Flood(ForwardingTable table, FdbTarget target, int addresses)
    {
        for (int n = 0; n < addresses; n++) table.Learn(0, Mac(1_000_000 + n), target, 100);
    }

    private static MacAddress Mac(int n) => new(0x0200_0000_0000ul + (uint)n);
}
