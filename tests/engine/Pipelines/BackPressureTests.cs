using System.Diagnostics;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>An uplink whose transmit ring is full.</summary>
public sealed class BackPressureTests : IDisposable
{
    private static readonly long s_patience = (long)(UplinkPatience.Longest.TotalSeconds * Stopwatch.Frequency);

    private readonly MemoryHost _host = new();
    private long _now = Stopwatch.GetTimestamp();

    public BackPressureTests() => _host.State.Fdb.AddStatic(0, TestFrames.Remote, FdbTarget.Vtep(0));

    public void Dispose() => _host.Dispose();

    [Fact]
    public void What_containers_send_waits_until_the_wire_has_room()
    {
        _host.Wire.TransmitRoom = 0;
        SendLocally();

        Assert.True(Turn() > 0); // with 0 it would sleep although something waits
        Assert.Single(_host.PortQueue);
        Assert.Empty(_host.ToPorts);

        _host.Wire.TransmitRoom = 1024;
        _host.Run();
        Assert.Single(_host.ToPorts);
    }

    [Fact]
    public void A_wire_that_stands_still_is_marked_as_stuck_until_it_has_room_or_moves()
    {
        _host.Wire.TransmitRoom = 0;
        Turn();
        Assert.False(_host.Wire.IsStuck);
        _now += s_patience;
        Turn();
        Assert.True(_host.Wire.IsStuck);

        _host.Wire.FramesSent += 1000;
        Turn();
        Assert.False(_host.Wire.IsStuck);

        _now += s_patience;
        Turn();
        Assert.True(_host.Wire.IsStuck);
        _host.Wire.TransmitRoom = 1024;
        Turn();
        Assert.False(_host.Wire.IsStuck);
    }

    [Fact]
    public void What_comes_from_the_wire_does_not_wait()
    {
        _host.Wire.TransmitRoom = 0;
        _host.WireQueue.Enqueue(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1))));
        _host.Pipeline.Turn();
        Assert.Single(_host.ToPorts);
    }

    [Fact]
    public void A_wire_that_is_full_and_makes_progress_is_waited_for_and_nothing_is_lost()
    {
        _host.Wire.TransmitRoom = 0;
        SendToWire();
        for (int i = 0; i < 100; i++)
        {
            Assert.True(Turn() > 0);
            _now += s_patience / 2;
            _host.Wire.FramesSent += 100;
        }

        Assert.Single(_host.PortQueue);
        _host.Wire.TransmitRoom = 1024;
        _host.Run();
        Assert.Single(_host.ToWire);
        Assert.Equal(0, RingFull());
    }

    [Fact]
    public void A_wire_that_stands_still_does_not_stop_local_traffic()
    {
        GetStuck();
        SendToWire();
        SendLocally();

        Assert.Equal(2, Turn());
        Assert.Single(_host.ToPorts);
        Assert.Equal(1, RingFull());
        Assert.Equal(0, Turn()); // the worker may sleep
    }

    [Fact]
    public void A_wire_that_moves_again_is_waited_for_again()
    {
        GetStuck();
        _host.Wire.FramesSent += 200;
        SendToWire();
        Assert.True(Turn() > 0);
        Assert.Single(_host.PortQueue);

        _host.Wire.TransmitRoom = 1024;
        Assert.Equal(1, Turn());
        Assert.Single(_host.ToWire);
        Assert.Equal(0, RingFull());

        _host.Wire.TransmitRoom = 0;
        SendToWire();
        Assert.True(Turn() > 0);
        Assert.Single(_host.PortQueue);
    }

    private int Turn() => _host.Pipeline.Turn(_now);

    private void GetStuck()
    {
        _host.Wire.TransmitRoom = 0;
        Turn();
        _now += s_patience;
    }

    private void SendLocally() => _host.PortQueue.Enqueue((0, TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1))));

    private void SendToWire() => _host.PortQueue.Enqueue((0, TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote)));

    private long RingFull() => _host.PortDrops(0, StageId.Encapsulate, (byte)EncapsulateDrop.RingFull);
}
