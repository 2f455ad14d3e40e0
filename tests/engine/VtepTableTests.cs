using System.Net;
using CsCheck;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests;

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
                && addresses.All(address => table[table.Find(VtepAddress.ToUInt128(new IPAddress(address)))].Address.Equals(new IPAddress(address)));
        });

    [Fact]
    public void An_unknown_address_is_not_found() => Assert.Equal(-1, new VtepTable().Find(VtepAddress.ToUInt128(IPAddress.Loopback)));
}
