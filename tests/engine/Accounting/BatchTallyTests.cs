using Falcon.Engine.Accounting;
using Falcon.Engine.Frames;

namespace Falcon.Engine.Tests.Accounting;

public sealed class BatchTallyTests
{
    private readonly BatchTally _tally = new(accounts: 4);

    [Fact]
    public void Frames_messages_and_bytes_are_counted_per_payer()
    {
        _tally.Take([Frame(1, 100), Frame(1, 50, FrameFlags.Joined), Frame(3, 10), Frame(1, 7)]);
        Assert.Equal([1, 3], _tally.Payers.ToArray().Select(payer => (int)payer));
        Assert.Equal(new Load(3, 2, 157), _tally.Of(1));
        Assert.Equal(new Load(1, 1, 10), _tally.Of(3));
        Assert.Equal(new Load(4, 3, 167), _tally.Total);
    }

    [Fact]
    public void A_batch_leaves_nothing_to_the_next()
    {
        _tally.Take([Frame(1, 100), Frame(2, 100)]);
        _tally.Take([Frame(2, 5)]);
        Assert.Equal([2], _tally.Payers.ToArray().Select(payer => (int)payer));
        Assert.Equal(new Load(1, 1, 5), _tally.Of(2));
        Assert.Equal(default, _tally.Of(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public void One_payer_among_others_is_found_at_every_place(int frames)
    {
        Frame[] batch = [.. Enumerable.Repeat(Frame(2, 60), frames)];
        Assert.True(BatchTally.HasOnePayer(batch));
        for (int i = 0; frames > 1 && i < frames; i++)
        {
            batch[i].Payer = 3;
            Assert.False(BatchTally.HasOnePayer(batch));
            batch[i].Payer = 2;
        }
    }

    private static Frame Frame(ushort payer, ushort length, FrameFlags flags = FrameFlags.None) =>
        new() { Payer = payer, Length = length, Flags = flags };
}
