using System.Runtime.InteropServices;
using CsCheck;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;

namespace Falcon.Engine.Tests;

public sealed class InboxTests
{
    [Fact]
    public void Frames_are_seen_when_they_are_published_and_not_before()
    {
        var inbox = new Inbox(8);
        var received = new Frame[8];
        Assert.True(inbox.TrySend([Numbered(1), Numbered(2)]));
        Assert.Equal(0, inbox.Receive(received));
        Assert.Equal(0, inbox.Count);

        inbox.Publish();
        Assert.Equal(2, inbox.Count);
        Assert.Equal(2, inbox.Receive(received));
        Assert.Equal([1u, 2u], received.Take(2).Select(frame => frame.Offset));
        Assert.Equal(0, inbox.Count);
    }

    [Fact]
    public void A_train_that_does_not_fit_is_refused_whole()
    {
        var inbox = new Inbox(4);
        Assert.True(inbox.TrySend([Numbered(1), Numbered(2)]));
        Assert.False(inbox.TrySend([Numbered(3), Numbered(4), Numbered(5)]));
        Assert.True(inbox.TrySend([Numbered(6), Numbered(7)]));
        Assert.False(inbox.TrySend([Numbered(8)]));

        inbox.Publish();
        var received = new Frame[8];
        Assert.Equal(4, inbox.Receive(received));
        Assert.Equal([1u, 2u, 6u, 7u], received.Take(4).Select(frame => frame.Offset));
    }

    [Fact]
    public void A_train_is_received_whole_or_not_at_all()
    {
        var inbox = new Inbox(8);
        Assert.True(inbox.TrySend([new Frame { Offset = 1 }]));
        Frame[] train =
        [
            new() { Offset = 2 }, new() { Offset = 3, Flags = FrameFlags.Joined }, new() { Offset = 4, Flags = FrameFlags.Joined },
        ];
        Assert.True(inbox.TrySend(train));
        inbox.Publish();
        var room = new Frame[8];
        Assert.Equal(1, inbox.Receive(room.AsSpan(0, 3)));
        Assert.Equal(0, inbox.Receive(room.AsSpan(0, 2)));
        Assert.Equal(3, inbox.Receive(room.AsSpan(0, 3)));
        Assert.Equal(2u, room[0].Offset);
    }

    [Fact]
    public void A_train_longer_than_the_ring_is_refused() => Assert.False(new Inbox(2).TrySend(new Frame[3]));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-8)]
    public void A_capacity_is_a_power_of_two(int capacity) => Assert.Throws<ArgumentOutOfRangeException>(() => new Inbox(capacity));

    [Fact]
    public void It_behaves_like_a_bounded_queue() =>
        Gen.Select(Gen.Int[-1, 5], Gen.Int[0, 6]).Array[200].Sample(steps =>
        {
            var inbox = new Inbox(8);
            Queue<uint> unpublished = [], model = [];
            uint next = 0;
            foreach ((int send, int take) in steps)
            {
                if (send < 0)
                {
                    inbox.Publish();
                    while (unpublished.TryDequeue(out uint number)) model.Enqueue(number);
                }
                else if (inbox.TrySend(Train(next, send)))
                {
                    Assert.True(unpublished.Count + model.Count + send <= inbox.Capacity);
                    for (int i = 0; i < send; i++) unpublished.Enqueue(next++);
                }
                else
                {
                    Assert.True(unpublished.Count + model.Count + send > inbox.Capacity);
                }

                var into = new Frame[take];
                int received = inbox.Receive(into);
                Assert.Equal(Math.Min(take, model.Count), received);
                foreach (Frame frame in into.Take(received)) Assert.Equal(model.Dequeue(), frame.Offset);
                Assert.Equal(model.Count, inbox.Count);
                Assert.Equal(inbox.Capacity - unpublished.Count - model.Count, inbox.Room);
            }
        });

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(1024)]
    public void Between_two_threads_nothing_is_lost_torn_or_out_of_order(int capacity)
    {
        const uint Frames = 500_000;
        var inbox = new Inbox(capacity);
        var sender = new Thread(() => SendAll(inbox, Frames));
        sender.Start();

        var into = new Frame[48];
        uint expected = 0;
        while (expected < Frames)
        {
            int received = inbox.Receive(into.AsSpan(0, 1 + (int)(expected % 48)));
            if (received == 0) Thread.Yield();
            foreach (ref readonly Frame frame in into.AsSpan(0, received))
            {
                Assert.Equal(expected, frame.Offset);
                Assert.Equal(~expected, frame.FlowHash);
                Assert.Equal((byte)expected, frame.Protocol);
                expected++;
            }
        }

        sender.Join();
        Assert.Equal(0, inbox.Receive(into));
    }

    [Fact]
    public void What_the_two_sides_write_lies_two_cache_lines_apart()
    {
        int[] sender =
        [
            Offset(nameof(Inbox.Positions.Published)), Offset(nameof(Inbox.Positions.Sent)), Offset(nameof(Inbox.Positions.ReceivedAsSeen)),
        ];
        int[] receiver = [Offset(nameof(Inbox.Positions.Received)), Offset(nameof(Inbox.Positions.PublishedAsSeen))];
        Assert.True(sender.Min() >= 128);
        Assert.True(receiver.Min() - sender.Min() >= 128 && receiver.Min() - sender.Max() >= 64);
        Assert.True(Marshal.SizeOf<Inbox.Positions>() - receiver.Min() >= 128);
    }

    private static int Offset(string field) => (int)Marshal.OffsetOf<Inbox.Positions>(field);

    private static void SendAll(Inbox inbox, uint frames)
    {
        for (uint next = 0; next < frames;)
        {
            int length = (int)Math.Min(1 + next % (uint)Math.Min(7, inbox.Capacity), frames - next);
            if (inbox.TrySend(Train(next, length)))
            {
                next += (uint)length;
                if (next % 5 == 0) inbox.Publish();
            }
            else
            {
                inbox.Publish();
                Thread.Yield();
            }
        }

        inbox.Publish();
    }

    private static Frame[] Train(uint first, int length) => [.. Enumerable.Range(0, length).Select(i => Numbered(first + (uint)i))];

    private static Frame Numbered(uint number) => new() { Offset = number, FlowHash = ~number, Protocol = (byte)number };
}
