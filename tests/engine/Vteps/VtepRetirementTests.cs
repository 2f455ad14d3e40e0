using System.Net;
using Falcon.Engine.Handoff;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Tables;
using Falcon.Engine.Vteps;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Vteps;

public sealed class VtepRetirementTests : IDisposable
{
    private readonly MemoryHost _host = new();
    private readonly HandoffRings _rings = new(workers: 1);
    private readonly VtepRetirement _retirement;
    private readonly Vtep _stranger;
    private readonly List<Vtep> _withdrawn = [];

    public VtepRetirementTests()
    {
        var fence = new PipelineFence(_host.State.Epoch, [_host.Pipeline], _rings);
        _retirement = new VtepRetirement(_host.State.Vteps, _host.State.Fdb, fence);
        _stranger = _host.State.Vteps.AddStranger(VtepAddress.ToUInt128(IPAddress.Parse("10.0.0.77")))!;
    }

    public void Dispose()
    {
        _rings.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void An_idle_stranger_gives_its_index_back_after_two_turns_and_leaves_no_entry()
    {
        _stranger.Idle = true;
        _retirement.Step(_withdrawn.Add);
        Assert.Equal([_stranger], _withdrawn);
        Assert.Equal(-1, _host.State.Vteps.Find(_stranger.Key));

        _host.State.Fdb.Learn(0, TestFrames.Remote, FdbTarget.Vtep(_stranger.Index), 0); // by a frame that was on its way
        _retirement.Step(_withdrawn.Add);
        Assert.NotEqual(_stranger.Index, AddAnother(1).Index); // no turn has ended

        _host.Run();
        _retirement.Step(_withdrawn.Add);
        Assert.True(_host.State.Fdb.Lookup(0, TestFrames.Remote, 0).IsNone);
        _retirement.Step(_withdrawn.Add);
        Assert.NotEqual(_stranger.Index, AddAnother(2).Index); // frames may be on their way to it

        _host.Run();
        _retirement.Step(_withdrawn.Add);
        Assert.Equal(_stranger.Index, AddAnother(3).Index);
    }

    [Fact]
    public void Nothing_is_forgotten_while_copies_of_broadcasts_are_owed()
    {
        _host.State.Overlays[0].Ports = [.. Enumerable.Repeat(1, 3 * Replicator.Slice)];
        _stranger.Idle = true;
        _host.State.Fdb.Learn(0, TestFrames.Remote, FdbTarget.Vtep(_stranger.Index), 0);
        _host.WireQueue.Enqueue(TestFrames.Vxlan(TestFrames.Udp(new MacAddress(0x0200_0000_0777), MacAddress.Broadcast)));
        _host.Pipeline.Turn();
        _retirement.Step(_withdrawn.Add);
        _host.Pipeline.Turn(); // a turn has passed, but copies still wait
        _retirement.Step(_withdrawn.Add);
        Assert.False(_host.State.Fdb.Lookup(0, TestFrames.Remote, 0).IsNone);

        _host.Run();
        _retirement.Step(_withdrawn.Add);
        Assert.True(_host.State.Fdb.Lookup(0, TestFrames.Remote, 0).IsNone);
    }

    [Fact]
    public void Configured_and_needed_ones_stay()
    {
        foreach (Vtep vtep in _host.State.Vteps.All) vtep.Idle = vtep.Configured;
        for (int i = 0; i < 3; i++)
        {
            _retirement.Step(_withdrawn.Add);
            _host.Run();
        }

        Assert.Empty(_withdrawn);
        Assert.Equal(_stranger.Index, _host.State.Vteps.Find(_stranger.Key));
    }

    private Vtep AddAnother(byte n) => _host.State.Vteps.AddStranger(VtepAddress.ToUInt128(new IPAddress([10, 0, 1, n])))!;
}
