using Falcon.Xsk.Programs;

namespace Falcon.Xsk.Tests.Programs;

/// <summary>The engine's own gate, for frames that no XDP program sees.</summary>
public sealed class ReceiverGateTests
{
    private const long Span = 1000;

    private ReceiverGate _gate = new() { Opens = 5000, Span = Span, Burst = 10, Left = 10 };

    [Fact]
    public void It_is_closed_until_it_opens_and_then_lets_a_burst_through()
    {
        Assert.False(_gate.LetsThrough(1, 4999));
        Assert.True(_gate.LetsThrough(4, 5000));
        Assert.True(_gate.LetsThrough(6, 5001));
        Assert.False(_gate.LetsThrough(1, 5002));
        Assert.Equal(5002 + Span, _gate.Opens);
        Assert.True(_gate.LetsThrough(10, 5002 + Span));
    }

    [Fact]
    public void A_train_that_the_burst_has_no_room_for_stays_outside() => Assert.False(_gate.LetsThrough(11, 5000));

    [Fact]
    public void Who_takes_longer_than_the_span_for_a_burst_is_not_stopped()
    {
        for (int i = 0; i < 100; i++) Assert.True(_gate.LetsThrough(1, 5000 + i * Span));
    }

    [Fact]
    public void Without_a_span_it_stands_open()
    {
        _gate.Span = 0;
        Assert.True(_gate.LetsThrough(1000, 0));
    }

    [Fact]
    public void Receivers_that_differ_in_their_port_or_in_the_last_byte_of_their_address_have_places_of_their_own()
    {
        int fullest = 0;
        foreach (bool ports in (bool[])[false, true])
        {
            int[] places = new int[256];
            ulong factor = ReceiverKey.NewFactor();
            for (int i = 0; i < 256; i++)
            {
                byte[] mac = [2, 0, 0, 0, 1, ports ? (byte)1 : (byte)i];
                fullest = Math.Max(fullest, ++places[ReceiverKey.Of(mac, (ushort)(ports ? 5000 + i : 53)).SlotIn(256, factor)]);
            }
        }

        Assert.InRange(fullest, 1, 128);
    }
}
