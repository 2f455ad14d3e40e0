using Falcon.Vxlan;

namespace Falcon.Engine.Tests;

/// <summary>Makes frames that are nearly right: whole ones with bytes changed, cut, stretched, or noise. Deterministic, allocates nothing per frame.</summary>
internal sealed class FrameMutator
{
    private readonly Random _random;
    private readonly byte[][] _wire;
    private readonly byte[][] _ports;

    public FrameMutator(int seed)
    {
        _random = new Random(seed);
        _ports =
        [
            TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1)),
            TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote),
            TestFrames.Udp(MemoryHost.PortMac(1), MacAddress.Broadcast, payload: 300),
            TestFrames.Udp(MemoryHost.PortMac(2), MemoryHost.PortMac(0), etherType: 0x86DD, payload: 60),
            TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1), etherType: 0x0806),
            TestFrames.Udp(MemoryHost.PortMac(0), MemoryHost.PortMac(1), etherType: 0x8100),
        ];
        _wire =
        [
            .. _ports.Select(inner => TestFrames.Vxlan(inner)),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(0))),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1), payload: 1400)),
            TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(2)), vni: 200),
        ];
    }

    public int FromWire(Span<byte> room, out ushort port)
    {
        port = 0;
        return Next(_wire, room);
    }

    public int FromPorts(Span<byte> room, out ushort port)
    {
        port = (ushort)_random.Next(3);
        return Next(_ports, room);
    }

    private int Next(byte[][] corpus, Span<byte> room)
    {
        byte[] original = corpus[_random.Next(corpus.Length)];
        original.CopyTo(room);
        int length = original.Length;
        switch (_random.Next(8))
        {
            case 0 or 1:
                break;
            case 2:
                length = _random.Next(1, length + 1);
                break;
            case 3:
                length = Math.Min(room.Length, length + _random.Next(64));
                break;
            case 4:
                length = _random.Next(1, 256);
                _random.NextBytes(room[..length]);
                break;
            default:
                for (int changes = _random.Next(1, 5); changes > 0; changes--)
                    room[_random.Next(Math.Min(length, 110))] = (byte)_random.Next(256);
                break;
        }

        return length;
    }
}
