using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Pipelines;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Threads;

namespace Falcon.Bench.Pipelines;

/// <summary>A pipeline whose wire replays VXLAN frames, the flows in turns, to one port.</summary>
public sealed class PipelineFixture : IDisposable
{
    private const int Replayed = 1024;

    private readonly Umem _umem = Umem.Allocate(2 * Replayed);
    private readonly ReplayUplinkLane _wire;
    private readonly DiscardPortLane _port;

    /// <param name="batch">Frames taken from the wire at a time.</param>
    /// <param name="flows">Flows that take turns.</param>
    /// <param name="payload">Bytes behind the inner UDP header; 22 make a 64-byte inner frame.</param>
    /// <param name="trains">Whether the port takes trains.</param>
    /// <param name="accounting">Whether bills are kept.</param>
    public PipelineFixture(int batch, int flows = 64, int payload = 22, bool trains = false, bool accounting = false)
    {
        var pool = new FramePool(_umem);
        FrameCache cache = pool.CreateCache();
        _wire = new ReplayUplinkLane(_umem, batch);
        for (int i = 0; i < Replayed; i++) _wire.Add(cache, SampleFrames.Vxlan(SampleFrames.Udp(payload, (ushort)(1000 + i % flows))));
        _port = new DiscardPortLane(_wire, trains);
        var context = new WorkerContext(
            _umem, cache, SampleState.Create(), [_wire], _port, Channel.CreateBounded<UInt128>(1).Writer)
        {
            Accountant = accounting ? new Accountant(ThreadClock.CpuNanoseconds) : null,
        };
        Pipeline = new Pipeline(context, batch);
    }

    public Pipeline Pipeline { get; }

    /// <summary>Frames that came out at the port.</summary>
    public long Delivered => Pipeline.Context.PortTraffic[0].RxFrames;

    /// <summary>Trains that came out at the port.</summary>
    public long Trains => _port.Trains;

    /// <summary>Turns until at least that many frames went through.</summary>
    public int Run(int frames)
    {
        int taken = 0;
        while (taken < frames) taken += Pipeline.Turn();
        return taken;
    }

    public void Dispose() => _umem.Dispose();
}
