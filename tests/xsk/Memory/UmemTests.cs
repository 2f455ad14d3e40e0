using Falcon.Xsk.Memory;

namespace Falcon.Xsk.Tests.Memory;

public sealed class UmemTests
{
    [Theory]
    [InlineData(2048)]
    [InlineData(4096)]
    public void Every_byte_of_every_chunk_can_be_written_and_starts_zeroed(int chunkSize)
    {
        using var umem = Umem.Allocate(9, chunkSize);
        Assert.Equal((9, chunkSize), (umem.ChunkCount, umem.ChunkSize));
        Span<byte> all = umem.Slice(0, 9 * chunkSize);
        Assert.Equal(-1, all.IndexOfAnyExcept((byte)0));
        all.Fill(0xa5);
        Assert.Equal(0xa5, umem.Slice((uint)(9 * chunkSize) - 1, 1)[0]);
    }

    [Fact]
    public void Slices_of_the_same_address_are_the_same_memory()
    {
        using var umem = Umem.Allocate(4);
        umem.Slice(2048, 100)[50] = 7;
        Assert.Equal(7, umem.Slice(2098, 1)[0]);
    }

    [Theory]
    [InlineData(8191, 2)]
    [InlineData(8192, 1)]
    [InlineData(0, 8193)]
    [InlineData(0, -1)]
    [InlineData(8192, -1)]
    [InlineData(8192, int.MinValue)]
    [InlineData(uint.MaxValue, 1)]
    [InlineData(uint.MaxValue, int.MaxValue)]
    public void A_slice_outside_is_refused(uint address, int length)
    {
        using var umem = Umem.Allocate(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => umem.Slice(address, length).Length);
    }

    [Fact]
    public void An_empty_slice_at_the_end_is_allowed()
    {
        using var umem = Umem.Allocate(4);
        Assert.True(umem.Slice(8192, 0).IsEmpty);
    }

    [Fact]
    public void A_disposed_UMEM_has_no_memory()
    {
        var umem = Umem.Allocate(4);
        umem.Dispose();
        umem.Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => umem.Slice(0, 1).Length);
    }

    [Fact]
    public void The_chunk_of_an_address_is_found()
    {
        using var umem = Umem.Allocate(4, 4096);
        Assert.Equal(4096u, umem.ChunkStart(4096));
        Assert.Equal(4096u, umem.ChunkStart(8191));
        Assert.Equal(8192u, umem.ChunkStart(8192));
    }

    [Theory]
    [InlineData(0, 2048)]
    [InlineData(-1, 2048)]
    [InlineData(16, 1024)]
    [InlineData(16, 3000)]
    [InlineData(16, 8192)]
    [InlineData((1 << 21) + 1, 2048)] // more than 4 GiB
    public void A_size_that_AF_XDP_does_not_have_is_refused(int count, int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Umem.Allocate(count, size));
}
