using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Vxlan.Tests.Headers;

public sealed class LayoutTests
{
    [Fact]
    public void Structures_of_the_data_path_have_the_size_that_is_documented()
    {
        Assert.Equal(12, Unsafe.SizeOf<ParsedFrame>());
        Assert.Equal(48, Unsafe.SizeOf<DecapsulatedFrame>());
        Assert.Equal(4, Unsafe.SizeOf<FdbTarget>());
        Assert.Equal(8, Unsafe.SizeOf<MacAddress>());
        Assert.Equal(1, Unsafe.SizeOf<ParseError>());
        Assert.Equal(1, Unsafe.SizeOf<DecapsulateError>());
        Assert.Equal(2, Unsafe.SizeOf<ParsedFlags>());
    }

    [Fact]
    public void A_parsed_frame_has_its_fields_where_the_descriptor_expects_them()
    {
        Assert.Equal(0, (int)Marshal.OffsetOf<ParsedFrame>(nameof(ParsedFrame.EtherType)));
        Assert.Equal(2, (int)Marshal.OffsetOf<ParsedFrame>(nameof(ParsedFrame.L3Offset)));
        Assert.Equal(6, (int)Marshal.OffsetOf<ParsedFrame>(nameof(ParsedFrame.Flags)));
        Assert.Equal(8, (int)Marshal.OffsetOf<ParsedFrame>(nameof(ParsedFrame.TotalLength)));
    }

    [Fact]
    public void Headers_have_the_lengths_of_their_standards() => Assert.Equal(
        (14, 4, 28, 20, 40, 8, 8, 20, 8, 50, 70),
        (EthernetHeader.Length, VlanTag.Length, ArpPacket.Length, Ipv4Header.Length, Ipv6Header.Length, IcmpHeader.Length, UdpHeader.Length,
            TcpHeader.Length, VxlanHeader.Length, OuterHeader.Ipv4Length, OuterHeader.Ipv6Length));
}
