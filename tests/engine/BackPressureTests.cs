namespace Falcon.Engine.Tests;

/// <summary>An uplink whose transmit ring is full.</summary>
public sealed class BackPressureTests : IDisposable
{
    private readonly MemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void What_containers_send_waits_until_the_wire_has_room()
    {
        _host.Wire.TransmitRoom = 0;
        _host.PortQueue.Enqueue((0, TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1))));

        Assert.True(_host.Pipeline.Turn() > 0); // it would sleep though something waits
        Assert.Single(_host.PortQueue);
        Assert.Empty(_host.ToPorts);

        _host.Wire.TransmitRoom = 1024;
        _host.Run();
        Assert.Single(_host.ToPorts);
    }

    [Fact]
    public void What_comes_from_the_wire_does_not_wait()
    {
        _host.Wire.TransmitRoom = 0;
        _host.WireQueue.Enqueue(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1))));
        _host.Pipeline.Turn();
        Assert.Single(_host.ToPorts);
    }
}
