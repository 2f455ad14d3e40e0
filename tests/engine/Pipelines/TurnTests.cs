using System.Diagnostics;
using Falcon.Engine.Frames;
using Falcon.Engine.Pipelines;
using Falcon.Testing.Lanes;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>Frames from the wire and from containers take turns.</summary>
public sealed class TurnTests : IDisposable
{
    private static readonly byte[] s_local = TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1), sourcePort: 7);
    private static readonly byte[] s_unicast = TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1)));
    private static readonly byte[] s_broadcast = TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MacAddress.Broadcast));

    private readonly MemoryHost _tables = new();
    private readonly Umem _umem = Umem.Allocate(16_384);
    private readonly FramePool _pool;
    private readonly WorkerContext _context;
    private byte[] _flood = s_unicast;
    private int _fromWire;
    private int _fromContainer;
    private int _delivered;
    private int _waited; // frames from the wire that were delivered between the container's send and the delivery of its frame
    private int _sendAt = -1;
    private TimeSpan _cost;

    public TurnTests()
    {
        _pool = new FramePool(_umem);
        var wire = new MemoryUplinkLane(_umem, FromWire, (in Frame _, ReadOnlySpan<byte> _) => { });
        _context = new WorkerContext(
            _umem, _pool.CreateCache(), _tables.State, [wire], new MemoryPortLane(_umem, FromContainer, Deliver), _tables.Strangers.Writer);
    }

    public static TheoryData<bool> Floods => [true, false];

    /// <summary>A container sends while the first frame of a flood is delivered, in the middle of a turn.</summary>
    [Theory]
    [MemberData(nameof(Floods))]
    public void What_a_container_sends_does_not_wait_for_the_rest_of_a_flood_from_the_wire(bool broadcast)
    {
        const int MostBefore = 128; // the current portion, and the one in which the time runs out
        _flood = broadcast ? s_broadcast : s_unicast;
        _cost = TimeSpan.FromMicroseconds(20);
        var pipeline = new Pipeline(_context);
        List<int> waits = [];
        for (int round = 0; round < 5; round++)
        {
            (_fromWire, _delivered, _sendAt, _waited) = (1000, 0, 100, -1);
            pipeline.Turn();
            Assert.InRange(_delivered, broadcast ? Replicator.Slice : 500, int.MaxValue); // the turn was deep
            waits.Add(_waited);
            while (pipeline.Turn() > 0) { }
        }

        Assert.All(waits, wait => Assert.InRange(wait, 0, MostBefore));
        Assert.Equal(_pool.Total, _pool.Free);
    }

    [Fact]
    public void Frames_for_everybody_are_copied_a_slice_in_each_turn_and_reach_everybody()
    {
        const int Broadcasts = 500;
        _flood = s_broadcast;
        _fromWire = Broadcasts;
        var pipeline = new Pipeline(_context);
        pipeline.Turn();
        Assert.InRange(_delivered, 1, Replicator.Slice);
        while (pipeline.Turn() > 0) { }
        Assert.Equal(Broadcasts * _tables.State.Overlays[0].Ports.Length, _delivered);
        Assert.Equal(_pool.Total, _pool.Free);
    }

    [Fact]
    public void A_flood_of_one_receiver_is_taken_in_as_deep_turns_as_before()
    {
        _fromWire = 100_000;
        new Pipeline(_context) { LongestWait = 0 }.Turn();
        Assert.Equal(1024, _delivered);
    }

    public void Dispose()
    {
        _umem.Dispose();
        _tables.Dispose();
    }

    private int FromWire(Span<byte> room, out ushort port)
    {
        port = 0;
        if (_fromWire == 0) return 0;
        _fromWire--;
        _flood.CopyTo(room);
        return _flood.Length;
    }

    private int FromContainer(Span<byte> room, out ushort port)
    {
        port = 0;
        if (_fromContainer == 0) return 0;
        _fromContainer--;
        s_local.CopyTo(room);
        return s_local.Length;
    }

    private void Deliver(in Frame frame, ReadOnlySpan<byte> bytes)
    {
        if ((frame.Flags & FrameFlags.FromVtep) == 0)
        {
            _waited = _delivered - _sendAt;
            return;
        }

        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _cost) { }
        _delivered++;
        if (_delivered == _sendAt) _fromContainer = 1;
    }
}
