using System.Net;
using CsCheck;
using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Tunnel;

public sealed class OuterTemplateTests
{
    private const ushort Port = 4789;
    private const int Ip = EthernetHeader.Length;
    private const int Udp = Ip + Ipv4Header.Length;

    private static readonly OuterHeader s_header = new(
        new MacAddress(0x0200_0000_0A01), new MacAddress(0x0200_0000_0A02), IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), Port,
        udpChecksum: false);

    [Fact]
    public void Frames_of_one_tunnel_are_recognised_whatever_their_length_identification_and_source_port() =>
        Gen.Select(Gen.Byte.Array[14, 1500], Gen.UInt[0, VxlanHeader.MaxVni], Gen.UShort, Gen.UShort, Gen.Int[0, 20]).Sample(
            (inner, vni, sourcePort, id, padding) =>
            {
                OuterTemplate template = TemplateOf(Frame(new byte[46], vni, 50_000));
                byte[] frame = [.. Frame(inner, vni, sourcePort, id), .. new byte[padding]];
                return template.Recognises(frame, out int length) && length == inner.Length;
            },
            iter: 20_000);

    [Fact]
    public void What_is_recognised_would_have_been_accepted_with_the_same_result()
    {
        Random random = new(50);
        byte[] whole = Frame(new byte[60], 100, 50_000);
        OuterTemplate template = TemplateOf(whole);
        Decapsulator.TryDecapsulate(whole, Port, OuterRules.Strict, out DecapsulatedFrame expected);
        int recognised = 0, refused = 0;
        for (int round = 0; round < 2_000_000; round++)
        {
            byte[] frame = Mutate(random, whole);
            DecapsulateError error = Decapsulator.TryDecapsulate(frame, Port, OuterRules.Strict, out DecapsulatedFrame result);
            bool isRecognised = template.Recognises(frame, out int length);
            if (error != DecapsulateError.None) refused++;
            Assert.Equal(0, isRecognised ? 0 : length);
            if (!isRecognised) continue;

            recognised++;
            Assert.Equal(DecapsulateError.None, error);
            Assert.Equal((OuterTemplate.Length, length), (result.InnerOffset, result.InnerLength));
            Assert.Equal((expected.Vni, expected.Source, expected.Destination), (result.Vni, result.Source, result.Destination));
        }

        Assert.InRange(recognised, 200_000, 1_800_000);
        Assert.InRange(refused, 200_000, 1_800_000);
    }

    [Fact]
    public void Other_than_the_usual_headers_are_never_recognised()
    {
        int accepted = 0, usual = 0;
        foreach (GoldenLine golden in GoldenLine.Vxlan)
        {
            if (Decapsulator.TryDecapsulate(golden.Bytes, Port, OuterRules.Strict, out DecapsulatedFrame result) != DecapsulateError.None)
                continue;
            bool isUsual = result.InnerOffset == OuterTemplate.Length && golden.Bytes[Udp + 6] == 0 && golden.Bytes[Udp + 7] == 0;
            Assert.Equal(isUsual, OuterTemplate.Of(golden.Bytes, result).Recognises(golden.Bytes, out _));
            accepted++;
            if (isUsual) usual++;
        }

        Assert.InRange(usual, 1, accepted - 1);
    }

    [Fact]
    public void Without_a_frame_nothing_is_recognised()
    {
        byte[] frame = new byte[100];
        frame[Ip + 3] = 86;
        frame[Udp + 5] = 66;
        new Ipv4Header(frame.AsSpan(Ip)).Checksum = InternetChecksum.Compute(frame.AsSpan(Ip, Ipv4Header.Length));

        Assert.False(default(OuterTemplate).Recognises(frame, out _));
        Assert.False(default(OuterTemplate).Recognises([], out _));
    }

    private static byte[] Frame(byte[] inner, uint vni, ushort sourcePort, ushort id = 0)
    {
        byte[] frame = [.. new byte[OuterTemplate.Length], .. inner];
        s_header.Write(frame, vni, sourcePort);
        new Ipv4Header(frame.AsSpan(Ip)).Identification = id;
        Seal(frame);
        return frame;
    }

    private static void Seal(Span<byte> frame)
    {
        Ipv4Header ip = new(frame[Ip..]);
        ip.Checksum = 0;
        ip.Checksum = InternetChecksum.Compute(frame.Slice(Ip, Ipv4Header.Length));
    }

    private static OuterTemplate TemplateOf(byte[] frame)
    {
        Assert.Equal(DecapsulateError.None, Decapsulator.TryDecapsulate(frame, Port, OuterRules.Strict, out DecapsulatedFrame result));
        return OuterTemplate.Of(frame, result);
    }

    /// <summary>
    /// Changes up to three bytes, most of them where frames of a run differ, often with a corrected checksum; sometimes cuts or pads.
    /// </summary>
    private static byte[] Mutate(Random random, byte[] whole)
    {
        byte[] frame = [.. whole];
        ReadOnlySpan<int> differing = [Ip + 2, Ip + 3, Ip + 4, Ip + 5, Ip + 10, Ip + 11, Udp, Udp + 1, Udp + 4, Udp + 5];
        for (int n = random.Next(4); n > 0; n--)
        {
            int at = random.Next(3) == 0 ? random.Next(OuterTemplate.Length) : differing[random.Next(differing.Length)];
            frame[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(frame[at] ^ 1 << random.Next(8));
        }

        if (random.Next(3) != 0) Seal(frame);
        return random.Next(6) switch
        {
            0 => frame[..random.Next(frame.Length)],
            1 => [.. frame, .. new byte[random.Next(30)]],
            _ => frame,
        };
    }
}
