using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Parsing;

public sealed class FuzzTests
{
    private const int Rounds = 2_000_000;
    private const ushort Port = 4789;

    [Fact]
    public void No_mutated_frame_makes_a_parser_throw_or_point_outside_the_frame()
    {
        Random random = new(20210426);
        byte[] buffer = new byte[2048];
        int parsedWell = 0, unwrapped = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Span<byte> frame = GoldenMutations.Next(random, buffer);
            ParseError error = FrameParser.TryParse(frame, out ParsedFrame parsed);
            Invariants.Check(error, in parsed, frame.Length);
            DecapsulateError tunnelError = Decapsulator.TryDecapsulate(frame, Port, GoldenLine.Lenient, out DecapsulatedFrame inner);
            Invariants.Check(tunnelError, in inner, frame.Length);
            if (tunnelError == DecapsulateError.None)
            {
                unwrapped++;
                Span<byte> innerFrame = frame.Slice(inner.InnerOffset, inner.InnerLength);
                Invariants.Check(FrameParser.TryParse(innerFrame, out ParsedFrame innerParsed), in innerParsed, innerFrame.Length);
            }
            if (error != ParseError.None) continue;
            parsedWell++;
            TransportChecksum.Verify(frame, in parsed);
            TransportChecksum.Fill(frame, in parsed);
            Invariants.Require(TransportChecksum.Verify(frame, in parsed), "what was filled in is right");
        }
        // Otherwise the fuzz would only test the first check of each parser.
        Assert.InRange(parsedWell, Rounds / 10, Rounds);
        Assert.InRange(unwrapped, Rounds / 100, Rounds);
    }

    [Fact]
    public void No_random_bytes_make_a_parser_throw_or_point_outside_the_frame()
    {
        Random random = new(7348);
        byte[] buffer = new byte[300];
        for (int round = 0; round < Rounds / 4; round++)
        {
            Span<byte> frame = buffer.AsSpan(0, random.Next(buffer.Length));
            random.NextBytes(frame);
            if (frame.Length > 15) BitConverter.TryWriteBytes(frame[12..], s_etherTypes[round % s_etherTypes.Length]);
            Invariants.Check(FrameParser.TryParse(frame, out ParsedFrame parsed), in parsed, frame.Length);
            Invariants.Check(
                Decapsulator.TryDecapsulate(frame, Port, GoldenLine.Lenient, out DecapsulatedFrame inner),
                in inner, frame.Length);
        }
    }

    [Fact]
    public void A_head_and_any_claimed_frame_length_keep_offsets_inside()
    {
        Random random = new(3);
        byte[] buffer = new byte[2048];
        for (int round = 0; round < Rounds / 4; round++)
        {
            Span<byte> head = GoldenMutations.Next(random, buffer);
            int frameLength =
                random.Next(4) switch { 0 => random.Next(-5, 40), 1 => head.Length, 2 => head.Length + random.Next(64), _ => 65_000 };
            ParseError error = FrameParser.TryParse(head, frameLength, out ParsedFrame parsed);
            Invariants.Check(error, in parsed, frameLength);
            if (error == ParseError.None) Invariants.Require(parsed.PayloadOffset <= head.Length, "headers lie in the head");
        }
    }

    [Fact]
    public void No_checksum_request_writes_outside_the_frame()
    {
        Random random = new(4);
        byte[] guarded = new byte[96];
        for (int round = 0; round < Rounds / 4; round++)
        {
            guarded.AsSpan().Fill(0xA5);
            Span<byte> frame = guarded.AsSpan(16, random.Next(64));
            TransportChecksum.Complete(frame, random.Next(-4, 80), random.Next(-4, 80));
            Invariants.Require(!guarded.AsSpan(0, 16).ContainsAnyExcept((byte)0xA5), "before");
            Invariants.Require(!guarded.AsSpan(16 + frame.Length).ContainsAnyExcept((byte)0xA5), "behind");
        }
        Assert.False(TransportChecksum.Complete(guarded, int.MaxValue, int.MaxValue));
        Assert.False(TransportChecksum.Complete(guarded, 1, int.MaxValue));
        Assert.False(TransportChecksum.Complete(guarded, 0, 95));
        Assert.True(TransportChecksum.Complete(guarded, 0, 94));
    }

    private static readonly ushort[] s_etherTypes = [0x0008, 0xDD86, 0x0081, 0xA888, 0x0608];
}
