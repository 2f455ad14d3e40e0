using System.Net;
using CsCheck;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Tables;

public sealed class VtepTableTests
{
    [Fact]
    public void Adding_twice_gives_the_same_index_and_all_are_found() =>
        Gen.UInt.Array[0, 100].Sample(addresses =>
        {
            var table = new VtepTable();
            foreach (uint address in addresses)
            {
                var ip = new IPAddress(address);
                if (table.Add(ip)!.Index != table.Add(ip)!.Index) return false;
            }

            return table.All.Length == addresses.Distinct().Count()
                && addresses.All(
                    address => table[table.Find(VtepAddress.ToUInt128(new IPAddress(address)))].Address.Equals(new IPAddress(address)));
        });

    [Fact]
    public void An_unknown_address_is_not_found() => Assert.Equal(-1, new VtepTable().Find(VtepAddress.ToUInt128(IPAddress.Loopback)));

    [Fact]
    public void Strangers_have_a_share_and_configured_ones_always_have_room()
    {
        var table = new VtepTable();
        for (uint n = 0; n < 5000; n++) table.AddStranger(Stranger(n));
        Assert.Equal((VtepTable.MostStrangers, 5000L - VtepTable.MostStrangers), (table.Strangers, table.Refused));
        for (uint n = 0; n < VtepTable.MostConfigured; n++) Assert.NotNull(table.Add(new IPAddress(0x0B00_0000 + n)));
        Assert.Equal(VtepTable.MostConfigured + VtepTable.MostStrangers, table.All.Length);
    }

    [Fact]
    public void A_stranger_that_is_configured_keeps_its_index_and_gives_its_place_among_strangers_back()
    {
        var table = new VtepTable();
        Vtep stranger = table.AddStranger(Stranger(1))!;
        Assert.Same(stranger, table.Add(stranger.Address));
        Assert.Equal(0, table.Strangers);
        Assert.False(table.Withdraw(stranger));
    }

    [Fact]
    public void An_index_keeps_its_meaning_until_it_is_released()
    {
        var table = new VtepTable();
        Vtep first = table.AddStranger(Stranger(1))!;
        Assert.True(table.Withdraw(first));
        Assert.Equal((-1, 0), (table.Find(Stranger(1)), table.Strangers));
        Vtep second = table.AddStranger(Stranger(2))!;
        Assert.NotEqual(first.Index, second.Index);
        Assert.Same(first, table[first.Index]);

        table.Release(first);
        Vtep third = table.AddStranger(Stranger(3))!;
        Assert.Equal(first.Index, third.Index);
        Assert.Same(third, table[third.Index]);
        Assert.Equal(third.Index, table.Find(Stranger(3)));
    }

    [Fact]
    public void Strangers_may_come_and_go_for_ever()
    {
        var table = new VtepTable();
        for (uint n = 0; n < 20_000; n++)
        {
            Vtep vtep = table.AddStranger(Stranger(n))!;
            Assert.InRange(vtep.Index, 0, 1);
            Assert.True(table.Withdraw(vtep));
            table.Release(vtep);
        }
    }

    private static UInt128 Stranger(uint n) => VtepAddress.ToUInt128(new IPAddress(0x0A00_0000 + n));
}
