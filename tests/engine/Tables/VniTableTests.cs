using CsCheck;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Tests.Tables;

public sealed class VniTableTests
{
    [Fact]
    public void It_finds_what_is_there_and_nothing_else() =>
        Gen.Select(Gen.UInt[0, 0xFF_FFFF].Array[0, 200], Gen.UInt[0, 0xFF_FFFF]).Sample((vnis, other) =>
        {
            uint[] distinct = [.. vnis.Distinct()];
            var table = new VniTable(distinct);
            for (int i = 0; i < distinct.Length; i++)
            {
                if (!table.TryFind(distinct[i], out ushort overlay) || overlay != i) return false;
            }

            return table.TryFind(other, out _) == distinct.Contains(other);
        });

    [Fact]
    public void A_place_without_a_vni_is_of_no_overlay()
    {
        var table = new VniTable([100, VniTable.None, 200]);
        Assert.True(table.TryFind(200, out ushort overlay));
        Assert.Equal(2, overlay);
        Assert.False(table.TryFind(300, out _));
    }
}
