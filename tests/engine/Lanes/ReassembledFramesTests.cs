using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Lanes;

public sealed class ReassembledFramesTests : IDisposable
{
    private readonly Umem _umem = Umem.Allocate(64);
    private readonly FramePool _pool;
    private readonly FrameCache _cache;
    private readonly ReassembledFrames _frames;

    public ReassembledFramesTests()
    {
        _pool = new FramePool(_umem);
        _cache = _pool.CreateCache();
        _frames = new ReassembledFrames(_umem);
    }

    public void Dispose() => _umem.Dispose();

    [Fact]
    public void What_is_added_comes_out_in_order_and_unchanged()
    {
        for (byte i = 0; i < 5; i++) _frames.Add([i, i, i]);
        var taken = new Frame[8];
        Assert.Equal(3, _frames.Take(taken.AsSpan(0, 3), _cache));
        Assert.Equal(2, _frames.Take(taken.AsSpan(3), _cache));
        Assert.Equal(0, _frames.Take(taken, _cache));
        for (byte i = 0; i < 5; i++) Assert.Equal([i, i, i], _umem.Slice(taken[i].Offset, taken[i].Length).ToArray());
        Assert.Equal(_pool.Total - 5, _pool.Free);
    }

    [Fact]
    public void Without_free_frames_they_wait()
    {
        uint[] chunks = new uint[64];
        Assert.Equal(64, _cache.Take(chunks));
        _frames.Add([1]);
        Assert.Equal(0, _frames.Take(new Frame[1], _cache));
        _cache.Return(chunks);
        Assert.Equal(1, _frames.Take(new Frame[1], _cache));
    }

    [Fact]
    public void What_finds_no_room_is_counted()
    {
        for (int i = 0; i < 600; i++) _frames.Add([1]);
        Assert.Equal(600 - 512, _frames.Lost);
    }
}
