using System.Buffers.Binary;
using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Parsing;

/// <summary>A frame with a VLAN tag is not a usual frame, so the tagged frame shows what the parser says without its fast path.</summary>
public sealed class UsualFrameTests
{
    private const int Rounds = 2_000_000;

    [Fact]
    public void A_usual_frame_is_parsed_like_the_same_frame_behind_a_vlan_tag()
    {
        Random random = new(14);
        byte[] buffer = new byte[2048], tagged = new byte[2048 + VlanTag.Length];
        int usual = 0, refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Span<byte> frame = GoldenMutations.Next(random, buffer);
            if (frame.Length < EthernetHeader.Length || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EtherTypes.Ipv4) continue;
            Span<byte> head = tagged.AsSpan(0, Tag(frame, tagged));
            int more = random.Next(4) == 0 ? random.Next(2000) : 0; // the beginning of a longer frame

            ParseError error = FrameParser.TryParse(frame, frame.Length + more, out ParsedFrame parsed);
            ParseError expected = FrameParser.TryParse(head, head.Length + more, out ParsedFrame behindTag);

            Assert.Equal(expected, error);
            if (error == ParseError.None) Assert.Equal(WithoutTag(behindTag), parsed);
            if (error != ParseError.None) refused++;
            else if ((parsed.Flags & (ParsedFlags.Tcp | ParsedFlags.Udp)) != 0 && parsed.L4Offset == 34) usual++;
        }

        Assert.InRange(usual, Rounds / 10, Rounds);
        Assert.InRange(refused, Rounds / 100, Rounds);
    }

    private static int Tag(ReadOnlySpan<byte> frame, Span<byte> tagged)
    {
        frame[..12].CopyTo(tagged);
        BinaryPrimitives.WriteUInt32BigEndian(tagged[12..], (uint)EtherTypes.Vlan << 16 | 5);
        frame[12..].CopyTo(tagged[16..]);
        return frame.Length + VlanTag.Length;
    }

    private static ParsedFrame WithoutTag(ParsedFrame parsed)
    {
        parsed.Flags &= ~ParsedFlags.Vlan;
        parsed.L3Offset -= VlanTag.Length;
        if (parsed.L4Offset != 0) parsed.L4Offset -= VlanTag.Length;
        parsed.PayloadOffset -= VlanTag.Length;
        parsed.TotalLength -= VlanTag.Length;
        return parsed;
    }
}
