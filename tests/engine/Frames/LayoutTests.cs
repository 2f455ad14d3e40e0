using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;

namespace Falcon.Engine.Tests.Frames;

public sealed class LayoutTests
{
    [Fact]
    public void A_frame_is_a_blittable_descriptor_of_32_bytes()
    {
        Assert.Equal(32, Unsafe.SizeOf<Frame>());
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<Frame>());
    }

    /// <summary>Batches are searched for a second payer one vector at a time.</summary>
    [Fact]
    public void A_frames_payer_is_its_fifteenth_word() => Assert.Equal(28, Marshal.OffsetOf<Frame>(nameof(Frame.Payer)));

    [Fact]
    public void Counters_that_different_workers_write_do_not_share_a_cache_line()
    {
        Assert.Equal(64, Unsafe.SizeOf<TrafficCounters>());
        Assert.Equal(128, Unsafe.SizeOf<StageCounters>());
        Assert.Equal(0, Marshal.OffsetOf<StageCounters>(nameof(StageCounters.Batches)));
    }
}
