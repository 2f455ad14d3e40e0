using CsCheck;

namespace Falcon.Vxlan.Tests.Headers;

public sealed class HeaderTests
{
    /// <summary>Writes every field and reads it back, over bytes that had other values before.</summary>
    [Fact]
    public void What_is_written_through_a_view_is_read_back_and_no_field_touches_another() =>
        Gen.Select(Gen.Byte.Array[40], Gen.ULong, Gen.ULong, Gen.UInt, Gen.UShort, Gen.Byte).Sample((bytes, high, low, word, half, one) =>
        {
            MacAddress mac = new(low & MacAddress.Broadcast.Value), other = new(high & MacAddress.Broadcast.Value);
            UInt128 address = new(high, low);
            Span<byte> span = bytes;

            EthernetHeader ethernet = new(span) { Destination = mac, Source = other, EtherType = half };
            bool good = ethernet.Destination == mac && ethernet.Source == other && ethernet.EtherType == half;

            VlanTag tag = new(span) { ControlInformation = half, EtherType = 0x86DD };
            good &= tag.ControlInformation == half && tag.Identifier == (half & 0xFFF) && tag.EtherType == 0x86DD;

            ArpPacket arp = new(span) { Operation = half, SenderMac = mac, SenderAddress = word, TargetMac = other, TargetAddress = ~word };
            arp.SetIpv4OverEthernet();
            good &= arp.IsIpv4OverEthernet && arp.Operation == half && arp.SenderMac == mac && arp.SenderAddress == word
                && arp.TargetMac == other && arp.TargetAddress == ~word;

            Ipv4Header ip = new(span)
            {
                VersionAndLength = 0x46,
                TrafficClass = one,
                TotalLength = half,
                Identification = (ushort)~half,
                FlagsAndOffset = half,
                TimeToLive = one,
                Protocol = (byte)~one,
                Checksum = (ushort)word,
                Source = word,
                Destination = ~word,
            };
            good &= ip.Version == 4 && ip.HeaderLength == 24 && ip.TrafficClass == one && ip.TotalLength == half
                && ip.Identification == (ushort)~half && ip.FlagsAndOffset == half && ip.TimeToLive == one && ip.Protocol == (byte)~one
                && ip.Checksum == (ushort)word && ip.Source == word && ip.Destination == ~word;

            Ipv6Header ip6 = new(span)
            {
                VersionClassLabel = 0x6000_0000 | word >> 4,
                PayloadLength = half,
                NextHeader = one,
                HopLimit = (byte)~one,
                Source = address,
                Destination = ~address,
            };
            good &= ip6.Version == 6 && ip6.VersionClassLabel == (0x6000_0000 | word >> 4) && ip6.PayloadLength == half
                && ip6.NextHeader == one && ip6.HopLimit == (byte)~one && ip6.Source == address && ip6.Destination == ~address;

            IcmpHeader icmp =
                new(span) { Type = one, Code = (byte)~one, Checksum = half, Identifier = (ushort)word, Sequence = (ushort)~half };
            good &= icmp.Type == one && icmp.Code == (byte)~one && icmp.Checksum == half && icmp.Identifier == (ushort)word
                && icmp.Sequence == (ushort)~half;

            UdpHeader udp = new(span) { SourcePort = half, DestinationPort = (ushort)~half, DatagramLength = (ushort)word, Checksum = one };
            good &= udp.SourcePort == half && udp.DestinationPort == (ushort)~half
                && udp.DatagramLength == (ushort)word && udp.Checksum == one;

            TcpHeader tcp = new(span)
            {
                SourcePort = half,
                DestinationPort = (ushort)~half,
                Sequence = word,
                Acknowledgement = ~word,
                HeaderLength = 44,
                Flags = (TcpFlags)one,
                Window = (ushort)word,
                Checksum = half,
                UrgentPointer = one,
            };
            good &= tcp.SourcePort == half && tcp.DestinationPort == (ushort)~half && tcp.Sequence == word && tcp.Acknowledgement == ~word
                && tcp.HeaderLength == 44 && tcp.Flags == (TcpFlags)one && tcp.Window == (ushort)word && tcp.Checksum == half
                && tcp.UrgentPointer == one;

            VxlanHeader vxlan = new(span) { Vni = word >> 8 };
            return good && vxlan.CarriesEthernet && !vxlan.HasReservedBits && vxlan.Vni == word >> 8
                && span[..4].SequenceEqual((ReadOnlySpan<byte>)[8, 0, 0, 0])
                && span[7] == 0;
        });

    [Fact]
    public void A_MAC_address_is_read_and_written_as_text() => Gen.ULong[0, 0xFFFF_FFFF_FFFF].Sample(value =>
    {
        MacAddress mac = new(value);
        return MacAddress.Parse(mac.ToString()) == mac && MacAddress.Parse(mac.ToString().ToUpperInvariant()) == mac
            && mac.IsGroup == ((value & 0x0100_0000_0000) != 0);
    });

    [Theory]
    [InlineData("")]
    [InlineData("02:00:00:00:02")]
    [InlineData("02:00:00:00:02:0g")]
    [InlineData("02-00-00-00-02-01")]
    [InlineData("02:00:00:00:02:01:")]
    [InlineData("02:00:00:00:02: 1")]
    public void What_is_no_MAC_address_is_refused(string text)
    {
        Assert.False(MacAddress.TryParse(text, null, out _));
        Assert.Throws<FormatException>(() => MacAddress.Parse(text));
    }
}
