using System.Diagnostics;
using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Options;
using Falcon.Engine.Stages;
using Falcon.Engine.Workers;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Workers;

/// <summary>A change of the port lane that comes when the worker has just checked for work and is about to sleep.</summary>
public sealed class SleepTests
{
    [Fact]
    public void A_pipeline_is_not_settled_while_its_port_lane_has_a_change_to_follow()
    {
        var lane = new ChangingLane();
        using var host = new MemoryHost(portLane: (_, _) => lane);
        Assert.True(host.Pipeline.MaySleep);
        lane.Change();
        Assert.False(host.Pipeline.MaySleep);
        host.Pipeline.Turn();
        Assert.True(host.Pipeline.MaySleep);
    }

    /// <summary>A worker that missed the changes would sleep a second for each, a minute for all.</summary>
    [Fact]
    public void A_worker_follows_a_change_before_it_sleeps()
    {
        const int Changes = 60;
        var lane = new ChangingLane { ChangesBeforeSleep = Changes };
        using var host = new MemoryHost(portLane: (_, _) => lane);
        using var doorbell = new Doorbell();
        using var worker = new Worker(
            cpu: 0, host.Pipeline, doorbell, new IdleOptions { Mode = IdleMode.Block }, (_, fault) => Assert.Fail(fault.ToString()));
        long start = Stopwatch.GetTimestamp();
        worker.Start();
        while (lane.Followed < Changes) Thread.Sleep(1);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, Changes / 2);
    }

    private sealed class ChangingLane : IPortLane
    {
        private volatile int _wanted;
        private volatile int _followed;

        public int Followed => _followed;

        /// <summary>How many changes come just after a turn, while the worker decides what to sleep on.</summary>
        public int ChangesBeforeSleep { get; init; }

        public bool TakesTrains => false;

        public int FramesInRings => 0;

        public IReadOnlyList<DropCount> KernelDrops => [];

        public IReadOnlyList<int> PollDescriptors => [];

        public int PollVersion
        {
            get
            {
                if (_wanted < ChangesBeforeSleep) Change();
                return 0;
            }
        }

        public bool MaySleep => _wanted == _followed;

        public void Change() => _wanted++;

        public int Receive(Span<Frame> frames, FrameCache cache) => 0;

        public int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason) => throw new NotSupportedException();

        public void Flush(FrameCache cache) => _followed = _wanted;

        public void Dispose() { }
    }
}
