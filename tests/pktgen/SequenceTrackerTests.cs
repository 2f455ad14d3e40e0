using CsCheck;

namespace Falcon.Pktgen.Tests;

public sealed class SequenceTrackerTests
{
    [Fact]
    public void A_flow_in_order_has_nothing_to_complain_about() =>
        Assert.Equal(new SequenceCounts(1, 5000, 0, 0, 0, 0), Track(Numbers(5000)));

    [Fact]
    public void What_is_missing_at_the_start_is_lost() => Assert.Equal(new SequenceCounts(1, 1, 7, 0, 0, 0), Track([7]));

    [Fact]
    public void A_late_datagram_is_reordered_and_no_longer_lost() =>
        Assert.Equal(new SequenceCounts(1, 4, 0, 0, 1, 0), Track([0, 2, 1, 3]));

    [Fact]
    public void A_doubled_datagram_is_a_duplicate_even_when_the_first_was_late() =>
        Assert.Equal(new SequenceCounts(1, 6, 1, 2, 1, 0), Track([0, 3, 2, 2, 0, 4]));

    [Fact]
    public void A_datagram_older_than_the_window_is_stale_and_stays_lost() =>
        Assert.Equal(new SequenceCounts(1, 2, SequenceTracker.Window, 0, 0, 1), Track([SequenceTracker.Window, 0]));

    [Fact]
    public void The_oldest_number_of_the_window_is_told_apart() =>
        Assert.Equal(new SequenceCounts(1, 3, SequenceTracker.Window - 2, 1, 1, 0), Track([SequenceTracker.Window - 1, 0, 0]));

    [Fact]
    public void The_largest_gap_is_counted() =>
        Assert.Equal((long)PayloadHeader.MaxSequence, Track([PayloadHeader.MaxSequence]).Lost);

    [Fact]
    public void Flows_are_counted_apart_and_together()
    {
        var tracker = new SequenceTracker();
        tracker.Record(0, 0);
        tracker.Record(ushort.MaxValue, 1);
        tracker.Record(ushort.MaxValue, 1);

        Assert.Equal(new SequenceCounts(1, 1, 0, 0, 0, 0), tracker.Flow(0));
        Assert.Equal(new SequenceCounts(1, 2, 1, 1, 0, 0), tracker.Flow(ushort.MaxValue));
        Assert.Equal(default, tracker.Flow(1));
        Assert.Equal(new SequenceCounts(2, 3, 1, 1, 0, 0), tracker.Total());
    }

    [Fact]
    public void After_a_reset_only_what_follows_counts()
    {
        var tracker = new SequenceTracker();
        foreach (ulong sequence in (ulong[])[0, 5, 5])
            tracker.Record(3, sequence);
        tracker.Reset();
        Assert.Equal(default, tracker.Total());

        foreach (ulong sequence in (ulong[])[6, 8, 4])
            tracker.Record(3, sequence);
        Assert.Equal(new SequenceCounts(1, 3, 1, 0, 0, 1), tracker.Total());
    }

    // Gaps, swaps and repetitions that stay within the window, against sets.
    [Fact]
    public void Counts_agree_with_those_of_a_set_of_all_numbers() =>
        Gen.Select(
            Gen.Int[-300, 300], Gen.Int[0, 20], (jump, kind) => kind == 0 ? jump * 20 : kind < 6 ? jump : 1).Array[0, 3000].Sample(steps =>
        {
            long position = -1;
            long highest = -1;
            var numbers = new List<ulong>();
            foreach (int step in steps)
            {
                position = Math.Max(Math.Max(0, highest - SequenceTracker.Window + 1), position + step);
                highest = Math.Max(highest, position);
                numbers.Add((ulong)position);
            }

            Assert.Equal(Expected(numbers), Track(numbers));
        });

    private static SequenceCounts Expected(List<ulong> numbers)
    {
        var heard = new HashSet<ulong>();
        long duplicates = 0;
        long reordered = 0;
        ulong next = 0;
        foreach (ulong number in numbers)
        {
            if (!heard.Add(number))
                duplicates++;
            else if (number < next)
                reordered++;
            next = Math.Max(next, number + 1);
        }

        return new SequenceCounts(numbers.Count > 0 ? 1 : 0, numbers.Count, (long)next - heard.Count, duplicates, reordered, 0);
    }

    private static SequenceCounts Track(IEnumerable<ulong> numbers)
    {
        var tracker = new SequenceTracker();
        foreach (ulong number in numbers)
            tracker.Record(42, number);
        return tracker.Total();
    }

    private static IEnumerable<ulong> Numbers(int count) => Enumerable.Range(0, count).Select(number => (ulong)number);
}
