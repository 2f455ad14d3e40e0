using System.Buffers.Binary;
using System.Net;

namespace Falcon.Vxlan.Tests.Icmp;

public sealed class TooBigQuoteTests
{
    private static readonly IPAddress s_local = IPAddress.Parse("10.0.0.2"), s_remote = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress s_local6 = IPAddress.Parse("fd00::2"), s_remote6 = IPAddress.Parse("fd00::1");

    [Fact]
    public void An_icmp_message_about_a_packet_of_ours_is_read()
    {
        Assert.True(TooBigQuote.TryReadIpv4(Icmp(1400), out TooBigQuote quote));
        Assert.Equal(1400, quote.Mtu);
        Assert.Equal(1500, quote.PacketLength);
        Assert.Equal(VtepAddress.ToUInt128(s_local), quote.Source);
        Assert.Equal(VtepAddress.ToUInt128(s_remote), quote.Destination);
        Assert.Equal(50_000, quote.SourcePort);
        Assert.Equal(4789, quote.DestinationPort);
    }

    [Fact]
    public void An_icmpv6_message_about_a_packet_of_ours_is_read()
    {
        Assert.True(TooBigQuote.TryReadIpv6(Icmp6(1280), out TooBigQuote quote));
        Assert.Equal(1280, quote.Mtu);
        Assert.Equal(1500, quote.PacketLength);
        Assert.Equal(VtepAddress.ToUInt128(s_local6), quote.Source);
        Assert.Equal(VtepAddress.ToUInt128(s_remote6), quote.Destination);
        Assert.Equal(50_000, quote.SourcePort);
        Assert.Equal(4789, quote.DestinationPort);
    }

    [Theory]
    [InlineData(20, 11)] // time exceeded
    [InlineData(21, 3)] // port unreachable
    [InlineData(9, 17)] // not ICMP
    [InlineData(0, 0x65)] // not IPv4
    [InlineData(0, 0x44)] // a header of 16 bytes
    [InlineData(28, 0x65)] // quotes no IPv4
    [InlineData(28, 0x46)] // quotes options, which we do not send
    [InlineData(34, 0)] // quotes a packet that routers may fragment
    [InlineData(37, 6)] // quotes TCP
    public void Other_messages_are_not(int at, byte value)
    {
        byte[] packet = Icmp(1400);
        packet[at] = value;
        Fix(packet);
        Assert.False(TooBigQuote.TryReadIpv4(packet, out _));
    }

    [Fact]
    public void A_wrong_checksum_is_seen()
    {
        byte[] packet = Icmp(1400);
        packet[27] ^= 1;
        Assert.False(TooBigQuote.TryReadIpv4(packet, out _));
    }

    [Fact]
    public void Messages_of_any_length_and_content_are_read_without_a_fault()
    {
        var random = new Random(26);
        byte[] four = Icmp(1400), six = Icmp6(1280);
        for (int i = 0; i < 200_000; i++)
        {
            foreach (byte[] whole in (byte[][])[four, six])
            {
                byte[] packet = whole[..random.Next(whole.Length + 1)];
                for (int change = random.Next(4); change > 0 && packet.Length > 0; change--)
                    packet[random.Next(packet.Length)] = (byte)random.Next(256);
                TooBigQuote.TryReadIpv4(packet, out _);
                TooBigQuote.TryReadIpv6(packet, out _);
            }
        }
    }

    private static byte[] Icmp(ushort mtu)
    {
        byte[] packet = new byte[20 + 8 + 20 + 8];
        packet[0] = 0x45;
        packet[9] = 1;
        (packet[20], packet[21]) = (3, 4);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(26), mtu);
        Span<byte> quoted = packet.AsSpan(28);
        quoted[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(quoted[2..], 1500);
        quoted[6] = 0x40;
        quoted[9] = 17;
        s_local.TryWriteBytes(quoted[12..], out _);
        s_remote.TryWriteBytes(quoted[16..], out _);
        WritePorts(quoted[20..]);
        Fix(packet);
        return packet;
    }

    private static byte[] Icmp6(uint mtu)
    {
        byte[] icmp = new byte[8 + 40 + 8];
        icmp[0] = 2;
        BinaryPrimitives.WriteUInt32BigEndian(icmp.AsSpan(4), mtu);
        Span<byte> quoted = icmp.AsSpan(8);
        quoted[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(quoted[4..], 1460);
        quoted[6] = 17;
        s_local6.TryWriteBytes(quoted[8..], out _);
        s_remote6.TryWriteBytes(quoted[24..], out _);
        WritePorts(quoted[40..]);
        return icmp;
    }

    private static void WritePorts(Span<byte> udp)
    {
        BinaryPrimitives.WriteUInt16BigEndian(udp, 50_000);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], 4789);
    }

    private static void Fix(byte[] packet)
    {
        packet[22] = packet[23] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), InternetChecksum.Compute(packet.AsSpan(20)));
    }
}
