using Falcon.Engine.Events;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Tables;
using Falcon.Engine.Topology;
using Falcon.Steering.Routing;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Topology;

/// <summary>Each thing that an index waits for before its next owner gets it; without threads.</summary>
public sealed class IndexReclaimTests : IDisposable
{
    private const uint Vni = 100;

    private readonly ChurnHost _host = new(workers: 2, places: 3, remembered: 0, runs: false);
    private readonly Random _random = new(1);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void It_is_given_to_another_when_nothing_waits_for_it()
    {
        Become(1, 2, 3);
        int index = IndexOf(1);
        Become(2, 3);
        Reclaim();
        Become(2, 3, 4);
        Assert.Equal(index, IndexOf(4));
        Assert.Equal(3, _host.State.Ports.Length);
    }

    [Fact]
    public void A_port_that_comes_back_before_that_has_it_again_and_no_entry_is_lost()
    {
        Become(1, 2);
        Port port = _host.State.Ports[IndexOf(1)];
        Become(2);
        _host.Topology.Reclaim();
        Become(1, 2);
        Reclaim();
        Assert.Same(port, _host.State.Ports[IndexOf(1)]);
        Assert.Equal(FdbTarget.Port(port.Index), _host.State.Fdb.Lookup(port.Overlay, port.Mac, 0));
    }

    [Fact]
    public void It_waits_for_what_its_container_has_sent_and_nobody_has_taken()
    {
        Become(1, 2, 3);
        _host.Send(_host.Devices.Containers[1], 2, worker: 1, _random);
        foreach (Pipeline pipeline in _host.Pipelines) pipeline.CollectIsPaused = true;
        Become(2, 3);
        AssertWaits();

        foreach (Pipeline pipeline in _host.Pipelines) pipeline.CollectIsPaused = false;
        Reclaim();
        Assert.Empty(_host.Wrong);
    }

    [Fact]
    public void It_waits_for_what_was_handed_over_and_not_taken()
    {
        Become(1, 2, 3);
        for (int bucket = 0; bucket < _host.Placement.Buckets; bucket++) _host.Placement.Want(SteeredStage.Encapsulate, bucket, 1);
        Turn();
        _host.Wires[1].TransmitRoom = 0; // worker 1 takes nothing for the wire
        _host.Send(_host.Devices.Containers[1], 0, worker: 0, _random);
        Turn();
        Assert.NotEqual(0, _host.Rings.Frames);
        Become(2, 3);
        AssertWaits();

        _host.Wires[1].TransmitRoom = int.MaxValue;
        Reclaim();
    }

    [Fact]
    public void A_worker_is_not_quiet_while_it_holds_frames_of_a_bucket_that_moves()
    {
        Become(1, 2, 3);
        for (int bucket = 0; bucket < _host.Placement.Buckets; bucket++) _host.Placement.Want(SteeredStage.Encapsulate, bucket, 1);
        Turn();
        _host.Wires[1].TransmitRoom = 0;
        _host.Send(_host.Devices.Containers[1], 0, worker: 0, new Random(2));
        Turn();
        for (int bucket = 0; bucket < _host.Placement.Buckets; bucket++)
            _host.Placement.Want(SteeredStage.Encapsulate, bucket, Placement.Inline);
        for (int turn = 0; turn < 8; turn++) _host.Pipelines[0].Turn(); // the flow's bucket waits for what worker 1 does not take
        _host.Send(_host.Devices.Containers[1], 0, worker: 0, new Random(2)); // the same flow
        _host.Pipelines[0].Turn();
        Assert.NotEqual(0, _host.Pipelines[0].Context.Handoff!.FramesHeld);
        long epoch = _host.State.Epoch.Advance();
        _host.Pipelines[0].Turn();
        Assert.NotEqual(0, _host.Pipelines[0].Context.Handoff!.FramesHeld);
        Assert.True(_host.Pipelines[0].QuietEpoch < epoch);

        _host.Wires[1].TransmitRoom = int.MaxValue;
        for (int turn = 0; turn < 4; turn++) Turn();
        Assert.True(_host.Pipelines[0].QuietEpoch >= epoch);
    }

    [Fact]
    public void Entries_learned_from_its_last_frames_are_removed_and_frames_to_them_waited_for()
    {
        Become(1, 2, 3);
        Port port = _host.State.Ports[IndexOf(1)];
        Become(2, 3);
        _host.Topology.Reclaim();
        _host.State.Fdb.Learn(port.Overlay, TestFrames.Remote, FdbTarget.Port(port.Index), 0); // looked up before
        Turn();
        _host.Topology.Reclaim();
        Assert.True(_host.State.Fdb.Lookup(port.Overlay, TestFrames.Remote, 0).IsNone);
        for (int i = 0; i < 5; i++)
        {
            Publish();
            Assert.True(_host.Topology.Reclaim(), "no turn has ended since");
        }

        Reclaim();
    }

    [Fact]
    public void It_waits_until_each_worker_has_published_its_bills()
    {
        Become(1, 2, 3);
        Become(2, 3);
        long[] before = Publications();
        while (_host.Topology.Reclaim()) Turn();
        Assert.All(Publications().Zip(before), pair => Assert.True(pair.First > pair.Second));

        long[] Publications() => [.. _host.Pipelines.Select(pipeline => pipeline.Context.Accountant!.Publications)];
    }

    [Fact]
    public void Bills_name_its_new_owner_before_that_can_send()
    {
        Become(1, 2, 3);
        Become(2, 3);
        Reclaim();
        List<string> billed = [];
        _host.Devices.Creating = plan => billed.Add(_host.Topology.Billed.Ports[plan.Index].Name);
        Become(2, 3, 4);
        Assert.Equal(["c4"], billed);
    }

    [Fact]
    public void More_than_there_are_places_is_refused_and_changes_nothing()
    {
        Become(1, 2, 3);
        IReadOnlyList<WantedOverlay> before = _host.Topology.Overlays;
        DataplaneException refused = Assert.Throws<DataplaneException>(() => Become(2, 3, 4, 5));
        Assert.Equal("more than 3 ports, including those removed now or a moment ago", refused.Message);
        Assert.Same(before, _host.Topology.Overlays);
        Assert.True(_host.State.Ports.All(port => !port.Removed));
    }

    /// <summary>Checks that the index waits, however often the workers turn.</summary>
    private void AssertWaits()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.True(_host.Topology.Reclaim());
            Turn();
            Publish();
        }
    }

    private void Reclaim()
    {
        for (int i = 0; i < 20 && _host.Topology.Reclaim(); i++)
        {
            Turn();
            Publish();
        }

        Assert.False(_host.Topology.Reclaim());
    }

    private void Publish()
    {
        foreach (Pipeline pipeline in _host.Pipelines) pipeline.Context.Accountant!.Settle();
    }

    private void Turn()
    {
        foreach (Pipeline pipeline in _host.Pipelines) pipeline.Turn();
    }

    private void Become(params int[] containers) => _host.Become(new Dictionary<uint, int[]> { [Vni] = containers });

    private int IndexOf(int container) =>
        _host.State.Ports.Single(port => !port.Removed && port.Mac == TestContainer.MacOf(container)).Index;
}
