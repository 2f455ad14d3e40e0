using CsCheck;
using Falcon.Xsk.Rings;

namespace Falcon.Xsk.Tests.Rings;

/// <summary>Both ends of a ring over plain memory, without a kernel.</summary>
public sealed class RingTests
{
    private const uint NearTheEnd = uint.MaxValue - 5; // the free-running indices wrap during the test

    [Fact]
    public void Entries_come_out_in_order_across_the_end_of_the_ring_and_of_the_index()
    {
        using var memory = RingMemory.Allocate(8, sizeof(ulong), NearTheEnd);
        var producer = new ProducerRing<ulong>(memory);
        var consumer = new ConsumerRing<ulong>(memory);
        ulong[] read = new ulong[5];
        for (ulong next = 0; next < 50; next += 5)
        {
            ulong[] written = [next, next + 1, next + 2, next + 3, next + 4];
            Assert.Equal(5, producer.Write(written));
            Assert.Equal(5, consumer.Read(read));
            Assert.Equal(written, read);
        }
    }

    [Fact]
    public void A_full_ring_takes_what_fits_and_nothing_more()
    {
        using var memory = RingMemory.Allocate(4, sizeof(ulong), NearTheEnd);
        var producer = new ProducerRing<ulong>(memory);
        Assert.Equal(4, producer.Write([1, 2, 3, 4, 5]));
        Assert.Equal(0, producer.Write([5]));
        Assert.Equal(0, producer.Room);
        Assert.Equal(4, producer.Pending);
    }

    [Fact]
    public void Nothing_is_seen_before_it_is_published_and_no_room_before_it_is_released()
    {
        using var memory = RingMemory.Allocate(4, sizeof(ulong));
        var producer = new ProducerRing<ulong>(memory);
        var consumer = new ConsumerRing<ulong>(memory);

        Assert.Equal(3, producer.Reserve(3));
        for (int i = 0; i < 3; i++)
            producer[i] = (ulong)i + 7;
        Assert.Equal(0, consumer.Peek(4));
        producer.Publish(2);
        Assert.Equal(2, consumer.Peek(4));
        Assert.Equal([7UL, 8UL], [consumer[0], consumer[1]]);

        Assert.Equal(2, producer.Room);
        consumer.Release(1);
        Assert.Equal(3, producer.Room);
    }

    [Fact]
    public void A_stale_view_of_the_other_end_is_safe_and_is_refreshed_when_it_matters()
    {
        using var memory = RingMemory.Allocate(4, sizeof(ulong));
        var producer = new ProducerRing<ulong>(memory);
        var staleConsumer = new ConsumerRing<ulong>(memory); // its copy says that the ring is empty
        Assert.Equal(4, producer.Write([1, 2, 3, 4])); // its copy says that the ring is full
        ulong[] read = new ulong[4];
        Assert.Equal(4, staleConsumer.Read(read));
        Assert.Equal([1UL, 2UL, 3UL, 4UL], read);
        Assert.Equal(1, producer.Write([5])); // its copy is out of date
        Assert.Equal(1, staleConsumer.Read(read));
        Assert.Equal(5UL, read[0]);
    }

    [Fact]
    public void The_consumer_sees_that_it_is_to_be_woken()
    {
        using var memory = RingMemory.Allocate(4, 16);
        var producer = new ProducerRing<XdpDescriptor>(memory);
        Assert.False(producer.NeedsWakeup);
        memory.NeedsWakeup = true;
        Assert.True(producer.NeedsWakeup);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(12)]
    public void A_size_that_is_no_power_of_two_is_refused(int entries) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RingMemory.Allocate(entries, 8));

    [Fact]
    public void Any_sequence_of_writes_and_reads_behaves_as_a_bounded_queue()
    {
        Gen<(int Size, uint First, (bool Write, int Count)[] Steps)> sequences = Gen.Select(
            Gen.Int[0, 5].Select(log => 1 << log),
            Gen.OneOf(Gen.UInt, Gen.UInt[uint.MaxValue - 64, uint.MaxValue]),
            Gen.Select(Gen.Bool, Gen.Int[0, 40]).Array[1, 100]);

        sequences.Sample(sequence =>
        {
            using var memory = RingMemory.Allocate(sequence.Size, 16, sequence.First);
            var producer = new ProducerRing<XdpDescriptor>(memory);
            var consumer = new ConsumerRing<XdpDescriptor>(memory);
            var model = new Queue<XdpDescriptor>();
            uint next = 0;
            foreach ((bool write, int count) in sequence.Steps)
            {
                var batch = new XdpDescriptor[count];
                if (write)
                {
                    for (int i = 0; i < count; i++)
                        batch[i] = new XdpDescriptor(next + (uint)i, i);
                    int written = producer.Write(batch);
                    Assert.Equal(Math.Min(count, sequence.Size - model.Count), written);
                    foreach (XdpDescriptor descriptor in batch.AsSpan(0, written))
                        model.Enqueue(descriptor);
                    next += (uint)written;
                }
                else
                {
                    int read = consumer.Read(batch);
                    Assert.Equal(Math.Min(count, model.Count), read);
                    foreach (XdpDescriptor descriptor in batch.AsSpan(0, read))
                        Assert.Equal(model.Dequeue(), descriptor);
                }

                Assert.Equal(model.Count, consumer.Waiting);
                Assert.Equal(model.Count, producer.Pending);
                Assert.Equal(sequence.Size - model.Count, producer.Room);
            }
        });
    }

    [Fact]
    public void Two_threads_hand_over_every_entry_once_and_in_order()
    {
        const ulong Entries = 2_000_000;
        using var memory = RingMemory.Allocate(256, sizeof(ulong), NearTheEnd);
        var writer = new Thread(() =>
        {
            var producer = new ProducerRing<ulong>(memory);
            ulong[] batch = new ulong[37];
            for (ulong next = 0; next < Entries;)
            {
                int count = (int)Math.Min((ulong)batch.Length, Entries - next);
                for (int i = 0; i < count; i++)
                    batch[i] = next + (ulong)i;
                int written = producer.Write(batch.AsSpan(0, count));
                next += (ulong)written;
                if (written == 0)
                    Thread.Yield();
            }
        });
        writer.Start();

        var consumer = new ConsumerRing<ulong>(memory);
        ulong[] into = new ulong[64];
        ulong expected = 0;
        while (expected < Entries)
        {
            int count = consumer.Read(into);
            for (int i = 0; i < count; i++)
                Assert.Equal(expected++, into[i]);
            if (count == 0)
                Thread.Yield();
        }

        writer.Join();
        Assert.Equal(0, consumer.Waiting);
    }
}
