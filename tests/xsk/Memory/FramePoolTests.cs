using System.Collections.Concurrent;
using CsCheck;
using Falcon.Xsk.Memory;

namespace Falcon.Xsk.Tests.Memory;

public sealed class FramePoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(200)]
    public void A_single_cache_gets_every_chunk_exactly_once(int chunkCount)
    {
        using var umem = Umem.Allocate(chunkCount);
        var pool = new FramePool(umem);
        FrameCache cache = pool.CreateCache();
        Assert.Equal((chunkCount, chunkCount), (pool.Total, pool.Free));

        uint[] chunks = new uint[chunkCount + 1];
        Assert.Equal(chunkCount, cache.Take(chunks));

        Assert.Equal(0, pool.Free);
        Assert.False(cache.TryTake(out _));
        Assert.Equal(Enumerable.Range(0, chunkCount).Select(i => (uint)i * 2048), chunks[..chunkCount].Order());
        cache.Return(chunks.AsSpan(0, chunkCount));
        Assert.Equal(chunkCount, pool.Free);
    }

    [Fact]
    public void Any_address_inside_a_chunk_returns_that_chunk()
    {
        using var umem = Umem.Allocate(2, 4096);
        FrameCache cache = new FramePool(umem).CreateCache();
        cache.Take(new uint[2]);
        cache.Return(4096 + 4095);
        Assert.True(cache.TryTake(out uint chunk));
        Assert.Equal(4096u, chunk);
    }

    [Fact]
    public void A_chunk_returned_twice_is_found_when_the_pool_overflows()
    {
        using var umem = Umem.Allocate(64);
        FrameCache cache = new FramePool(umem).CreateCache();
        Assert.True(cache.TryTake(out uint chunk));
        Assert.Throws<InvalidOperationException>(() =>
        {
            for (int i = 0; i < 1000; i++)
                cache.Return(chunk);
        });
    }

    [Fact]
    public void A_cache_keeps_at_most_two_magazines_from_the_others()
    {
        using var umem = Umem.Allocate(1000);
        var pool = new FramePool(umem);
        FrameCache first = pool.CreateCache();
        FrameCache second = pool.CreateCache();
        uint[] chunks = new uint[1000];
        Assert.Equal(1000, first.Take(chunks));
        first.Return(chunks);
        Assert.InRange(second.Take(chunks), 1000 - 128, 1000);
    }

    [Fact]
    public void Any_sequence_on_three_caches_neither_loses_nor_doubles_a_chunk()
    {
        Gen.Select(Gen.Int[1, 400], Gen.Select(Gen.Int[0, 2], Gen.Int[-150, 150]).Array[1, 60]).Sample((chunkCount, steps) =>
        {
            using var umem = Umem.Allocate(chunkCount);
            var pool = new FramePool(umem);
            FrameCache[] caches = [pool.CreateCache(), pool.CreateCache(), pool.CreateCache()];
            var held = new List<uint>();
            foreach ((int cache, int count) in steps)
            {
                if (count > 0)
                {
                    uint[] chunks = new uint[count];
                    held.AddRange(chunks[..caches[cache].Take(chunks)]);
                }
                else
                {
                    int from = Math.Max(held.Count + count, 0);
                    caches[cache].Return(held.Skip(from).ToArray());
                    held.RemoveRange(from, held.Count - from);
                }

                Assert.Equal(held.Count, held.Distinct().Count());
                Assert.Equal(chunkCount, pool.Free + held.Count);
            }
        }, iter: 300);
    }

    [Fact]
    public void Threads_that_pass_chunks_to_each_other_conserve_them()
    {
        const int Threads = 4;
        const int Rounds = 20_000;
        using var umem = Umem.Allocate(2000);
        var pool = new FramePool(umem);
        int[] owners = new int[umem.ChunkCount]; // 1 while a thread holds the chunk
        ConcurrentQueue<uint>[] mailboxes = [.. Enumerable.Range(0, Threads).Select(_ => new ConcurrentQueue<uint>())];
        var failures = new ConcurrentQueue<string>();

        Thread[] workers = Enumerable.Range(0, Threads).Select(id => new Thread(() =>
        {
            FrameCache cache = pool.CreateCache();
            var random = new Random(id);
            uint[] batch = new uint[100];
            for (int round = 0; round < Rounds; round++)
            {
                int taken = cache.Take(batch.AsSpan(0, random.Next(batch.Length)));
                foreach (uint chunk in batch.AsSpan(0, taken))
                {
                    if (Interlocked.Exchange(ref owners[chunk / 2048], 1) != 0)
                        failures.Enqueue($"chunk {chunk} was taken twice");
                    mailboxes[random.Next(Threads)].Enqueue(chunk + (uint)random.Next(2048));
                }

                while (mailboxes[id].TryDequeue(out uint address))
                {
                    Volatile.Write(ref owners[address / 2048], 0);
                    cache.Return(address);
                }
            }
        })).ToArray();
        foreach (Thread worker in workers)
            worker.Start();
        foreach (Thread worker in workers)
            worker.Join();

        Assert.Empty(failures);
        Assert.Equal(pool.Total, pool.Free + mailboxes.Sum(mailbox => mailbox.Count));
        Assert.Equal(owners.Sum(), mailboxes.Sum(mailbox => mailbox.Count));
    }

    [Fact]
    public void Taking_and_returning_allocates_nothing()
    {
        using var umem = Umem.Allocate(1000);
        FrameCache cache = new FramePool(umem).CreateCache();
        uint[] chunks = new uint[500];
        Cycle();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Cycle();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Cycle() => cache.Return(chunks.AsSpan(0, cache.Take(chunks)));
    }
}
