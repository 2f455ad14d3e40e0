using CsCheck;
using Falcon.Control.Configuration;

namespace Falcon.Control.Tests.Configuration;

public class DefaultMacTests
{
    /// <summary>Fixed values: a container must keep its address over every restart and every version.</summary>
    [Theory]
    [InlineData(100, "web", "f2:c8:b3:9f:f4:02")]
    [InlineData(100, "db", "9e:ae:f5:02:f7:d4")]
    [InlineData(101, "web", "56:29:a9:3b:c1:0c")]
    public void It_never_changes(uint vni, string name, string mac) => Assert.Equal(mac, DefaultMac.For(vni, name).ToString());

    [Fact]
    public void It_is_unicast_and_locally_administered() => Gen.Select(Gen.UInt[0, 0xFF_FFFF], Gen.String).Sample((vni, name) =>
    {
        ulong firstByte = DefaultMac.For(vni, name).Value >> 40;
        return (firstByte & 0b11) == 0b10;
    });
}
