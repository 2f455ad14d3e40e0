using System.Buffers.Binary;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

/// <summary>A memory host with many ports in overlay 0, and numbered broadcasts.</summary>
internal static class FloodHost
{
    private const int PayloadStart = 14 + 20 + 8;

    /// <summary>Builds the host, with storm limits that are never reached.</summary>
    /// <param name="ports">The number of ports of overlay 0: indices 0, 1, 3, 4 and so on.</param>
    /// <param name="frames">Chunks of the UMEM.</param>
    public static MemoryHost Create(int ports, int frames = 8192)
    {
        var host = new MemoryHost(frames);
        List<int> members = [0, 1];
        for (int port = 3; members.Count < ports; port++)
        {
            host.State.Add(new Port(port, overlay: 0, ifIndex: 10 + port, MemoryHost.PortMac(port)));
            members.Add(port);
        }

        host.State.Overlays[0].Ports = [.. members];
        SetLimit(host, int.MaxValue);
        return host;
    }

    public static void SetLimit(MemoryHost host, int perSecond)
    {
        foreach (Port port in host.State.Ports) port.Storm.PerSecond = perSecond;
        foreach (Overlay overlay in host.State.Overlays) overlay.Storms.Set(perSecond);
    }

    /// <summary>A numbered broadcast of a port or a remote container.</summary>
    public static byte[] Broadcast(MacAddress from, int number = 0)
    {
        byte[] frame = TestFrames.Udp(from, MacAddress.Broadcast);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(PayloadStart), number);
        return frame;
    }

    public static byte[] FromWire(int number = 0) => TestFrames.Vxlan(Broadcast(TestFrames.Remote, number));

    public static int NumberOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32BigEndian(frame[PayloadStart..]);

    /// <summary>The numbers that each port has received, in order.</summary>
    public static ILookup<int, int> Numbers(MemoryHost host) =>
        host.ToPorts.ToLookup(delivered => delivered.Port, delivered => NumberOf(delivered.Bytes));
}
