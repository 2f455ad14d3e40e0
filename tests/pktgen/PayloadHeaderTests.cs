using CsCheck;

namespace Falcon.Pktgen.Tests;

public sealed class PayloadHeaderTests
{
    private static readonly Gen<PayloadHeader> s_headers =
        Gen.Select(
            Gen.UShort, Gen.ULong[0, PayloadHeader.MaxSequence], Gen.ULong,
            (flow, sequence, time) => new PayloadHeader(flow, sequence, time));

    [Fact]
    public void What_was_written_is_read() => s_headers.Sample(header =>
    {
        byte[] payload = new byte[PayloadHeader.Size];
        header.Write(payload);
        Assert.True(PayloadHeader.TryRead(payload, out PayloadHeader read));
        Assert.Equal(header, read);
    });

    [Fact]
    public void The_layout_is_the_documented_one()
    {
        byte[] payload = new byte[PayloadHeader.Size];
        new PayloadHeader(0x0102, 0x030405060708, 0x090A0B0C0D0E0F10).Write(payload);
        Assert.Equal("FA1C0102030405060708090A0B0C0D0E0F10", Convert.ToHexString(payload));
    }

    [Fact]
    public void A_short_or_foreign_payload_is_not_read()
    {
        byte[] payload = new byte[PayloadHeader.Size];
        new PayloadHeader(1, 2, 3).Write(payload);
        Assert.False(PayloadHeader.TryRead(payload.AsSpan(1), out _));
        Assert.False(PayloadHeader.TryRead(payload.AsSpan(0, PayloadHeader.Size - 1), out _));
        payload[0] ^= 1;
        Assert.False(PayloadHeader.TryRead(payload, out _));
        Assert.False(PayloadHeader.TryRead([], out _));
    }
}
