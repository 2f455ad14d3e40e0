using System.Buffers.Binary;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Topology;

/// <summary>A numbered container. Its frames name sender, overlay and receiver.</summary>
internal sealed class TestContainer(int number, uint vni)
{
    private const int Payload = 42;
    private const ulong FirstMac = 0x0200_1000_0000;

    private readonly Lock _device = new();
    private long _received;
    private long _sent;
    private bool _gone;

    public int Number => number;

    public uint Vni => vni;

    public string Name => $"c{number}";

    public static MacAddress MacOf(int number) => new(FirstMac + (ulong)number);

    /// <summary>The frames that it received.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>The frames that have left its device.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Makes a frame to another container, or a broadcast if <paramref name="to"/> is 0.</summary>
    public static byte[] Frame(int from, int to, uint vni, Random random)
    {
        byte[] frame = TestFrames.Udp(
            MacOf(from), to == 0 ? MacAddress.Broadcast : MacOf(to), payload: 18, sourcePort: (ushort)random.Next(1000, 1200));
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(Payload), from);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(Payload + 4), to);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(Payload + 8), vni);
        return frame;
    }

    /// <summary>Reads what a frame says about itself.</summary>
    public static (int From, int To, uint Vni) Read(ReadOnlySpan<byte> frame) => (
        BinaryPrimitives.ReadInt32BigEndian(frame[Payload..]),
        BinaryPrimitives.ReadInt32BigEndian(frame[(Payload + 4)..]),
        BinaryPrimitives.ReadUInt32BigEndian(frame[(Payload + 8)..]));

    /// <summary>Sends a frame from its device, unless the device is gone.</summary>
    public void Send(Action frame)
    {
        lock (_device)
        {
            if (_gone) return;
            _sent++;
            frame();
        }
    }

    /// <summary>The interface index of its device's host end.</summary>
    public int IfIndex { get; private set; }

    /// <summary>Gives it a device.</summary>
    public void Attach(int ifIndex)
    {
        lock (_device) (IfIndex, _gone) = (ifIndex, false);
    }

    /// <summary>Takes its device away.</summary>
    public void Detach()
    {
        lock (_device) _gone = true;
    }

    public void CountReceived() => Interlocked.Increment(ref _received);
}
