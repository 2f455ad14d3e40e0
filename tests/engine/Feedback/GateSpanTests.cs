using System.Diagnostics;
using Falcon.Engine.Feedback;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Tests.Feedback;

/// <summary>How long and how far a refusal closes a gate.</summary>
public sealed class GateSpanTests
{
    private const long Now = 1_000_000_000;
    private static readonly long s_microsecond = Stopwatch.Frequency / 1_000_000;

    [Fact]
    public void A_first_refusal_closes_it_shortly_and_each_further_one_for_a_quarter_longer()
    {
        ReceiverGate gate = default;
        ReceiverPauses.Close(ref gate, room: 277, Now);
        Assert.Equal((50 * s_microsecond, Now + 50 * s_microsecond), (gate.Span, gate.Opens));

        ReceiverPauses.Close(ref gate, room: 277, Now);
        Assert.Equal(62.5, (double)gate.Span / s_microsecond);
    }

    [Fact]
    public void It_is_never_closed_for_long()
    {
        ReceiverGate gate = default;
        for (int i = 0; i < 100; i++) ReceiverPauses.Close(ref gate, room: 277, Now);
        Assert.Equal(4000 * s_microsecond, gate.Span);
    }

    [Theory]
    [InlineData(277, 207)]
    [InlineData(10_000, 1024)]
    [InlineData(1, 64)]
    [InlineData(0, 64)]
    public void A_burst_is_what_three_quarters_of_the_buffer_hold(int room, int burst)
    {
        ReceiverGate gate = default;
        ReceiverPauses.Close(ref gate, room, Now);
        Assert.Equal((burst, burst), (gate.Burst, gate.Left));
    }
}
