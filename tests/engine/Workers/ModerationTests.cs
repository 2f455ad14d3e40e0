using System.Diagnostics;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Tests.Workers;

/// <summary>When a worker lets frames gather.</summary>
public sealed class ModerationTests
{
    private static readonly long s_millisecond = Stopwatch.Frequency / 1000;

    private Moderation _moderation;
    private long _now = 10 * Stopwatch.Frequency;
    private long _fromWire;
    private long _fromContainers;

    public ModerationTests() => Passes(0, 0);

    [Fact]
    public void A_flood_from_the_wire_is_let_gather_and_its_end_is_seen()
    {
        Assert.True(Passes(fromWire: 200, fromContainers: 0));
        Assert.False(Passes(fromWire: 1, fromContainers: 0));
    }

    [Fact]
    public void Few_frames_are_not() => Assert.False(Passes(fromWire: 20, fromContainers: 0));

    [Fact]
    public void Frames_that_are_answered_are_not() => Assert.False(Passes(fromWire: 200, fromContainers: 100));

    [Fact]
    public void Acknowledgements_of_trains_are_no_answers() => Assert.True(Passes(fromWire: 400, fromContainers: 20));

    [Fact]
    public void A_long_silence_before_counts_as_what_it_was()
    {
        _now += 100 * s_millisecond;
        Assert.False(Passes(fromWire: 200, fromContainers: 0));
    }

    [Fact]
    public void Within_a_millisecond_the_verdict_stands()
    {
        Assert.True(Passes(fromWire: 200, fromContainers: 0));
        Assert.True(_moderation.ShouldRest(_now + s_millisecond / 2, _fromWire, _fromContainers + 1000));
    }

    /// <summary>Lets a millisecond pass with this many frames; returns whether the worker would rest.</summary>
    private bool Passes(int fromWire, int fromContainers)
    {
        _now += s_millisecond;
        _fromWire += fromWire;
        _fromContainers += fromContainers;
        return _moderation.ShouldRest(_now, _fromWire, _fromContainers);
    }
}
