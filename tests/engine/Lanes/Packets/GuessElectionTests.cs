using Falcon.Engine.Lanes.Packets;

namespace Falcon.Engine.Tests.Lanes.Packets;

public sealed class GuessElectionTests
{
    private const int Mtu = 1450;

    private static readonly SegmentGuess s_one = new(66, 1000), s_other = new(86, 1300), s_third = new(42, 1400);

    private readonly GuessElection _election = new(Mtu, PacketCollector.SlicesPerMessage(Mtu));

    [Fact]
    public void At_first_it_is_the_usual_one() => Assert.Equal(SegmentGuess.Typical(Mtu), _election.Winner);

    [Fact]
    public void A_port_that_is_alone_is_followed_at_once()
    {
        foreach (SegmentGuess cut in (SegmentGuess[])[s_one, s_other, s_one, s_third])
        {
            _election.Note(0, cut);
            Assert.Equal(cut, _election.Winner);
        }
    }

    /// <summary>The steady port's frames are cut as guessed, whatever the other port sends in between.</summary>
    [Fact]
    public void A_port_that_alternates_its_sizes_has_no_say_in_the_offers_for_others()
    {
        const int Honest = 1, Hostile = 2;
        int right = 0;
        for (int i = 0; i < 1000; i++)
        {
            for (int j = 0; j < 10; j++) _election.Note(Hostile, (i + j) % 2 == 0 ? s_one : s_third);
            if (_election.Winner == s_other) right++;
            _election.Note(Honest, s_other);
        }

        Assert.InRange(right, 980, 1000);
    }

    [Fact]
    public void A_port_that_repeats_each_size_once_has_no_say_either()
    {
        int right = 0;
        for (int i = 0; i < 1000; i++)
        {
            for (int j = 0; j < 10; j++) _election.Note(2, (i + j) / 2 % 2 == 0 ? s_one : s_third);
            if (_election.Winner == s_other) right++;
            _election.Note(1, s_other);
        }

        Assert.InRange(right, 980, 1000);
    }

    [Fact]
    public void Of_two_steady_ports_the_one_with_more_frames_is_followed()
    {
        for (int i = 0; i < 100; i++)
        {
            _election.Note(1, s_one);
            for (int j = 0; j < 3; j++) _election.Note(2, s_other);
        }

        Assert.Equal(s_other, _election.Winner);
    }

    [Fact]
    public void A_port_that_has_gone_is_outvoted()
    {
        for (int i = 0; i < 1000; i++) _election.Note(1, s_one);
        for (int i = 0; i < 32; i++) _election.Note(2, s_other);
        Assert.Equal(s_other, _election.Winner);
    }

    [Fact]
    public void Segments_too_small_or_too_large_for_what_is_offered_change_nothing()
    {
        _election.Note(0, s_one);
        foreach (SegmentGuess cut in (SegmentGuess[])[new(54, 1), new(54, 500), new(66, 9000), new(66, 65_535)]) _election.Note(0, cut);
        Assert.Equal(s_one, _election.Winner);
    }
}
